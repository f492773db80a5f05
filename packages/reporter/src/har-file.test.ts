import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { harState, outlinesOfHar } from './har-file.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hartifact-har-file-'))
  path = join(folder, 'login.har')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (log: object): Promise<void> => writeFile(path, JSON.stringify({ log }))

const entry = {
  time: 12,
  request: { method: 'POST', url: 'https://shop.test/login', bodySize: 20 },
  response: { status: 302, bodySize: -1 },
}

test('tells a placeholder from a HAR, also from one that has no entries', async () => {
  expect(await harState(path)).toBe('missing')
  await write({ entries: [], _hartifact: { placeholder: true } })
  expect(await harState(path)).toBe('placeholder')
  expect(await outlinesOfHar(path)).toBeUndefined()
  await write({ entries: [] })
  expect(await harState(path)).toBe('whole')
  await write({ entries: [], comment: 'x'.repeat(100_000), _hartifact: { placeholder: true } })
  expect(await harState(path)).toBe('whole')
})

test('what is no HAR is left as it is', async () => {
  await writeFile(path, '{"log":')
  expect(await harState(path)).toBe('whole')
  expect(await outlinesOfHar(path)).toBeUndefined()
})

test('reads what a report needs', async () => {
  const failure = { kind: 'refused', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }
  await write({
    entries: [
      entry,
      { ...entry, response: { status: 0, bodySize: -1 }, _hartifact: { failure, total: null } },
    ],
  })
  const { request, time } = entry
  expect(await outlinesOfHar(path)).toEqual([
    {
      request: { method: request.method, url: request.url },
      response: { status: 302 },
      timings: { total: time },
      bytes: 20,
    },
    {
      request: { method: request.method, url: request.url },
      failure,
      timings: { total: null },
      bytes: 20,
    },
  ])
})
