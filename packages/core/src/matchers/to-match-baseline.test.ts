import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { readHar } from '../formats/har/read.ts'
import { shopHar, type ShopRun } from '../session/compare-samples.contract.ts'
import { type MatcherContext, matchers } from './index.ts'

const folder = await mkdtemp(join(tmpdir(), 'hartifact-baselines-'))
const baselines = join(folder, '__baselines__', 'checkout.spec')
const context: MatcherContext = {
  testPath: join(folder, 'checkout.spec.ts'),
  snapshotState: { _updateSnapshot: 'new' },
}
const updating = { ...context, snapshotState: { _updateSnapshot: 'all' } }
const inCi = { ...context, snapshotState: { _updateSnapshot: 'none' } }

beforeEach(async () => {
  vi.stubEnv('HARTIFACT_UPDATE', undefined)
  await rm(join(folder, '__baselines__'), { recursive: true, force: true })
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const match = (run: ShopRun, own: MatcherContext = context, name?: string) =>
  matchers.toMatchBaseline.call(own, readHar(shopHar(run)), name, { settings: false })

const files = async (): Promise<string[]> => {
  const names: string[] = await readdir(baselines).catch(() => [])
  return names.toSorted()
}

describe('toMatchBaseline', () => {
  test('writes the first one, without secrets and what is never compared', async () => {
    expect(await match({})).toMatchObject({ pass: true })
    expect(await files()).toEqual(['checkout.har'])
    const text = await readFile(join(baselines, 'checkout.har'), 'utf8')
    expect(text).not.toContain('secret.ofAda')
    expect(text).toContain('Bearer redacted-')
    expect(text.trimEnd().split('\n')).toHaveLength(7)
    const { entries } = readHar(text)
    expect(entries.map(({ timings }) => timings.wait)).toEqual([null, null, null, null, null])
    // The placeholders of another run are others.
    expect(await match({})).toMatchObject({ pass: true })
    expect(await readFile(join(baselines, 'checkout.har'), 'utf8')).toBe(text)
  })

  test('fails when something differs, and says how to go on', async () => {
    await match({})
    const result = await match({ status: 500 })
    expect(result.pass).toBe(false)
    expect(result.message()).toMatch(/POST \/api\/orders .*201 -> 500/)
    expect(result.message()).toContain('run the test with -u')
    expect(await match({ status: 500 }, { ...context, isNot: true })).toMatchObject({ pass: false })
  })

  test('-u writes anew what has changed, and removes the samples that no longer fit', async () => {
    await match({})
    vi.stubEnv('HARTIFACT_UPDATE', 'add')
    expect(await match({})).toMatchObject({ pass: true })
    expect(await match({ status: 500 })).toMatchObject({ pass: false })
    vi.stubEnv('HARTIFACT_UPDATE', undefined)
    expect(await files()).toEqual(['checkout.2.har', 'checkout.har'])
    const before = await readFile(join(baselines, 'checkout.har'), 'utf8')
    expect(await match({}, updating)).toMatchObject({ pass: true })
    expect(await readFile(join(baselines, 'checkout.har'), 'utf8')).toBe(before)
    expect(await files()).toHaveLength(2)
    expect(await match({ status: 500 }, updating)).toMatchObject({ pass: true })
    expect(await files()).toEqual(['checkout.har'])
    expect(await match({ status: 500 })).toMatchObject({ pass: true })
  })

  test.each([
    ['in a CI', inCi],
    ['after .not', { ...updating, isNot: true }],
  ])('%s a missing one is an error, and is not written', async (_, own) => {
    await expect(match({}, own)).rejects.toSatisfy((error) =>
      isHartifactError(error, 'BASELINE_MISSING'),
    )
    expect(await files()).toEqual([])
  })

  test('names are files, also those that begin alike', async () => {
    await match({}, context, 'Big basket › pays')
    const long = 'a long name of a test '.repeat(6)
    await match({}, context, `${long}one`)
    await match({ status: 200 }, context, `${long}two`)
    expect(await files()).toEqual([
      expect.stringMatching(/^a-long-name-of.*-[0-9a-f]{8}\.har$/),
      expect.stringMatching(/^a-long-name-of.*-[0-9a-f]{8}\.har$/),
      'big-basket-pays.har',
    ])
    await expect(match({}, context, ' ')).rejects.toThrow('A baseline must have a name.')
  })

  test('a session without requests becomes none', async () => {
    const empty = { name: 'Empty', entries: [], body: () => undefined }
    const made = matchers.toMatchBaseline.call(context, empty)
    await expect(made).rejects.toThrow('"Empty" holds no requests at all.')
    expect(await files()).toEqual([])
  })
})
