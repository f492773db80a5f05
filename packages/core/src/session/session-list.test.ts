import { expect, test } from 'vitest'
import type { TestInfo } from '../entry/session-info.ts'
import { type ErrorCode, isHartifactError } from '../errors.ts'
import { openWriter } from '../store/index.ts'
import { recordSample, sampleStore } from './session-samples.contract.ts'

const coded =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code)

test('the list has what a panel of sessions shows', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a', 'b'])
  await session.describe({ labels: ['nightly'], owner: 'ada' })
  const [row] = await store.summaries()
  expect(row).toMatchObject({
    id: session.id,
    name: 'Login',
    active: false,
    mode: 'standalone',
    type: 'recording',
    created: session.info.createdAt,
    lastActivity: '2026-03-04T05:06:07.123456Z',
    requests: 2,
    bytes: 2 * 'body of a '.length * 200,
    failed: 0,
    owner: 'ada',
    state: 'closed',
    labels: ['nightly'],
    pinned: false,
  })
  expect(row!.size).toBeGreaterThan(row!.bytes)
  expect(row!.modified > row!.created).toBe(true)
  expect(JSON.parse(JSON.stringify(row))).toEqual(row)
})

test('it is sorted and filtered', async () => {
  const store = await sampleStore()
  await recordSample(store, 'Beta', ['a'])
  await recordSample(store, 'alpha', ['a', 'b', 'c'])
  await recordSample(store, 'Gamma (1)', [])
  await store.create('Own', { owner: 'ada', labels: ['x'], links: ['jira:A-1'] })
  const names = async (options: Parameters<typeof store.summaries>[0]) =>
    (await store.summaries(options)).map(({ name }) => name)
  expect(await names({})).toEqual(['Beta', 'alpha', 'Gamma (1)', 'Own'])
  expect(await names({ sort: 'name' })).toEqual(['alpha', 'Beta', 'Gamma (1)', 'Own'])
  expect(await names({ sort: 'requests', descending: true, limit: 2 })).toEqual(['alpha', 'Beta'])
  expect(await names({ name: 'B (' })).toEqual([])
  expect(await names({ name: 'ma (1' })).toEqual(['Gamma (1)'])
  expect(await names({ name: 'a*' })).toEqual(['alpha'])
  expect(await names({ owner: 'ada', label: 'x', link: 'jira:A-1', type: 'recording' })).toEqual([
    'Own',
  ])
  expect((await store.list({ sort: 'name', descending: true }))[0]?.name).toBe('Own')
  await expect(store.summaries({ sort: 'age' as 'name' })).rejects.toSatisfy(
    coded('INVALID_ARGUMENT'),
  )
  await expect(store.list({ nmae: 'x' } as object)).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})

test('sessions of a list know what their manifests know, before anything is read', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a'])
  await session.annotate({ note: 'staging' })
  await store.summaries()
  const [listed] = await store.list()
  expect(listed?.annotations.map(({ note }) => note)).toEqual(['staging'])
  expect(listed?.info).toEqual(session.info)
})

function testOf(testId: string, retry = 0): TestInfo {
  return { runner: 'playwright', testId, titlePath: [testId], retry }
}

test('pruning keeps the last runs of each test, with their retries, and all that people made', async () => {
  const store = await sampleStore()
  const runs: string[] = []
  for (let run = 0; run < 4; run++) {
    runs.push((await store.create(`run ${run}`, { test: testOf('a') })).id)
    if (run % 2 === 0)
      runs.push((await store.create(`run ${run} again`, { test: testOf('a', 1) })).id)
  }
  const other = await store.create('other test', { test: testOf('b') })
  const byHand = await store.create('by hand')
  const copy = await (await store.open('run 0')).duplicate('kept copy')
  await (await store.open('run 1')).pin()
  const recording = await openWriter(store.storage, runs[0]!, 'capture')
  const planned = await store.prune({ keep: 2, dryRun: true })
  expect(planned.removed.map(({ name }) => name)).toEqual(['run 0 again'])
  expect(await store.summaries()).toHaveLength(9)
  await recording.close()
  const { kept, removed } = await store.prune({ keep: 2 })
  expect(removed.map(({ name }) => name)).toEqual(['run 0', 'run 0 again'])
  expect(kept).toBe(7)
  const left = (await store.summaries()).map(({ id }) => id)
  expect(left).toEqual([...runs.slice(2), other.id, byHand.id, copy.id].toSorted())
  expect(await store.summaries({ trash: true })).toHaveLength(2)
  expect((await store.prune({ keep: 2, trashDays: 0 })).purged).toHaveLength(2)
  expect(await store.summaries({ trash: true })).toEqual([])
  await expect(store.prune({ keep: -1 })).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})
