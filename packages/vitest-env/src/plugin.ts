import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AdapterOptions } from '@hartifact/node-clients/test-runner'
import type { Plugin } from 'vitest/config'
import { tell } from './tell.ts'
import './provided.ts'

const ownFolder = dirname(fileURLToPath(import.meta.url))
const setupFile = join(ownFolder, 'setup.js')
const globalSetup = join(ownFolder, 'global.js')

/**
 * Plugin for Vitest: every test is captured into a session of its own, by one gateway for the run.
 *
 * @example
 * ```ts
 * import hartifact from '@hartifact/vitest-env'
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({
 *   plugins: [hartifact({ har: 'retain-on-failure' })],
 * })
 * ```
 */
export function hartifact(options?: AdapterOptions): Plugin {
  return {
    name: '@hartifact/vitest-env',
    // Before Vitest takes down what its projects are to inherit.
    enforce: 'pre',
    config: {
      order: 'pre',
      handler: (config) => {
        const test = (config.test ??= {})
        // First: what other setup files send is captured, too.
        test.setupFiles = withFirst(setupFile, test.setupFiles)
        test.globalSetup = withFirst(globalSetup, test.globalSetup)
        if (options !== undefined) test.provide = { ...test.provide, hartifact: options }
        const given = test.provide?.hartifact ?? {}
        return { server: { watch: { ignored: [isOurs(given, config.root ?? process.cwd())] } } }
      },
    },
    configureVitest({ project }) {
      const { config } = project
      const isBrowser = config.browser?.enabled
      if (!isBrowser && (config.mode as string) !== 'benchmark') return
      config.setupFiles = without(setupFile, config.setupFiles)
      config.globalSetup = without(globalSetup, config.globalSetup)
      if (!isBrowser) return
      tell(
        `The tests of ${project.name === '' ? 'this project' : `project "${project.name}"`} run in a browser, where @hartifact/vitest-env captures nothing. Use @hartifact/playwright-fixture, or hartifact record -- vitest.`,
      )
    },
  }
}

function withFirst(path: string, given?: string | string[]): string[] {
  return [path, ...without(path, given)]
}

function without(path: string, given: string | string[] = []): string[] {
  return [given].flat().filter((other) => other !== path)
}

/** Watch mode need not watch what we write. Options that make no sense are told by the global setup. */
function isOurs(
  { outputDir, store }: { readonly [option in keyof AdapterOptions]?: unknown },
  root: string,
): (path: string) => boolean {
  const folders = [
    store ?? (process.env['HARTIFACT_STORE'] || '.hartifact'),
    outputDir ?? 'test-results/hartifact',
  ]
    .filter((folder) => typeof folder === 'string')
    .map((folder) => resolve(root, folder))
  return (path) => {
    const absolute = resolve(path)
    return folders.some((one) => absolute === one || absolute.startsWith(one + sep))
  }
}
