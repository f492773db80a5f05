import { resolve } from 'node:path'
import type { UserConfig } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'
import { hartifact } from './plugin.ts'

/** What the plugin makes of a configuration. */
function configured(config: UserConfig, options?: Parameters<typeof hartifact>[0]) {
  const { config: hook } = hartifact(options)
  const { handler } = hook as { handler: (config: UserConfig) => UserConfig }
  const added = handler(config)
  return {
    test: config.test,
    ignored: added.server?.watch?.ignored as ((path: string) => boolean)[],
  }
}

afterEach(() => void vi.restoreAllMocks())

test('what the user has is kept, and comes after ours', () => {
  const { test: given } = configured({
    test: { setupFiles: './mine.ts', globalSetup: ['./one.ts'], provide: { mine: 1 } as object },
  })
  expect(given?.setupFiles).toEqual([expect.stringMatching(/setup\.js$/), './mine.ts'])
  expect(given?.globalSetup).toEqual([expect.stringMatching(/global\.js$/), './one.ts'])
  expect(given?.provide).toEqual({ mine: 1 })
})

test('used twice, it adds nothing twice', () => {
  const config = {}
  configured(config)
  const { test: given } = configured(config, { har: 'off' })
  expect(given?.setupFiles).toHaveLength(1)
  expect(given?.provide).toEqual({ hartifact: { har: 'off' } })
})

test('watch mode does not look at what we write', () => {
  const { ignored } = configured({ root: '/project' }, { store: 'sessions' })
  const isIgnored = (path: string): boolean => ignored.some((one) => one(resolve('/project', path)))
  expect(isIgnored('sessions/ab/cd')).toBe(true)
  expect(isIgnored('test-results/hartifact/a.har')).toBe(true)
  expect(isIgnored('sessions.ts')).toBe(false)
})

test('in a browser it takes itself away, and says what to use', () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { test: given } = configured({ test: { setupFiles: './mine.ts' } })
  const { configureVitest } = hartifact()
  const config = { ...given, browser: { enabled: true } }
  ;(configureVitest as (context: unknown) => void)({ project: { name: 'ui', config } })
  expect(config.setupFiles).toEqual(['./mine.ts'])
  expect(config.globalSetup).toEqual([])
  expect(stderr.mock.calls.join('')).toContain('@hartifact/playwright-fixture')
})
