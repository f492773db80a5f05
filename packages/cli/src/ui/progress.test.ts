import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Target } from './output.ts'
import { progressOn } from './progress.ts'

function terminal(): Target & PassThrough {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 80 } as const)
}

test('it appears after half a second, ten times a second at most, and goes away', () => {
  const stream = terminal()
  let now = 0
  const progress = progressOn(stream, 'Searching', () => now)
  progress.update(1, 4)
  now = 499
  progress.update(1, 4)
  expect(stream.read()).toBeNull()
  now = 500
  progress.update(1, 4)
  expect(stream.read()).toBe('\r\u001B[2KSearching [######..................] 25 %  1/4')
  now = 590
  progress.update(2, 4)
  expect(stream.read()).toBeNull()
  now = 600
  progress.update(3000)
  expect(stream.read()).toBe('\r\u001B[2KSearching 3,000')
  progress[Symbol.dispose]()
  expect(stream.read()).toBe('\r\u001B[2K')
  progress[Symbol.dispose]()
  expect(stream.read()).toBeNull()
})

test('it says nothing where there is no terminal', () => {
  const stream = new PassThrough()
  const progress = progressOn(stream, 'Searching', () => 10_000)
  progress.update(1, 4)
  progress[Symbol.dispose]()
  expect(stream.read()).toBeNull()
})

test('it appears also when nothing says how far it is', async () => {
  const stream = terminal()
  using _progress = progressOn(stream, 'Importing')
  const [text] = await once(stream, 'data')
  expect(text).toBe('\r\u001B[2KImporting …')
})
