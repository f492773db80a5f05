import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Marker } from './session-marker.ts'
import { manifestPath, readTestManifest, TestManifestWriter } from './test-manifest.ts'

const folder = await mkdtemp(join(tmpdir(), 'hartifact-manifest-'))
afterAll(() => rm(folder, { recursive: true }))

const file = { runner: 'jest', rootDir: '/project', path: '/project/test/login.test.ts' }
const marker: Marker = {
  store: '/project/.hartifact',
  sessionId: '0190',
  name: 'logs in',
  mode: 'on',
  har: '/project/out/logs-in.har',
  filter: { url: /x/i },
}
const row = { testId: 'a1', titlePath: ['shop', 'logs in'], retry: 0, ordinal: 0 }

test('what is written is read', async () => {
  const path = manifestPath(folder, file)
  const writer = new TestManifestWriter(path, { ...file, project: 'api' })
  const first = writer.begin({ ...row, marker })
  const second = writer.begin({ ...row, testId: 'b2', titlePath: ['silent'], marker })
  writer.end(first, { status: 'failed', marker: { ...marker, name: 'Login' }, requests: 2 })
  writer.end(second, { status: 'passed' })
  writer.begin({ ...row, testId: 'c3', retry: 1, marker })
  writer.close()
  expect(await readTestManifest(path)).toEqual({
    version: 1,
    runner: 'jest',
    file: 'test/login.test.ts',
    path: file.path,
    project: 'api',
    rows: [
      { ...row, status: 'failed', requests: 2, marker: { ...marker, name: 'Login' } },
      { ...row, testId: 'b2', titlePath: ['silent'], status: 'passed' },
      { ...row, testId: 'c3', retry: 1, marker },
    ],
  })
})

test('a line that was cut off is left out; a new run begins anew', async () => {
  const path = join(folder, 'new', 'cut.ndjson')
  const writer = new TestManifestWriter(path, file)
  writer.begin({ ...row, marker })
  await appendFile(path, '{"row":0,"ended":tr')
  expect((await readTestManifest(path))?.rows).toEqual([{ ...row, marker }])
  void new TestManifestWriter(path, file)
  expect((await readTestManifest(path))?.rows).toEqual([])
})

test('what is none is none', async () => {
  expect(await readTestManifest(join(folder, 'missing.ndjson'))).toBeUndefined()
  const path = join(folder, 'later.ndjson')
  await appendFile(path, '{"version":2}\n')
  expect(await readTestManifest(path)).toBeUndefined()
})

test('each file and project has a manifest of its own, which can be told by its name', () => {
  const names = [
    manifestPath(folder, file),
    manifestPath(folder, { ...file, project: 'api' }),
    manifestPath(folder, { ...file, runner: 'vitest' }),
    manifestPath(folder, { ...file, path: '/project/test/logout.test.ts' }),
  ]
  expect(new Set(names).size).toBe(4)
  expect(names[0]).toMatch(/test-login-test-ts-[0-9a-f]{8}\.ndjson$/)
})
