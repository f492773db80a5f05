import { expect, test } from 'vitest'
import { primed } from './primed.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('nothing is lost', async () => {
  expect(await all(await primed([1, 2, 3]))).toEqual([1, 2, 3])
  expect(await all(await primed([]))).toEqual([])
})

test('what is wrong from the beginning shows at once', async () => {
  async function* wrong(): AsyncIterable<number> {
    yield* await Promise.reject<number[]>(new Error('a mistake'))
  }
  await expect(primed(wrong())).rejects.toThrow('a mistake')
})

test('stopping early ends what is behind it', async () => {
  let ended = false
  async function* endless(): AsyncIterable<number> {
    try {
      for (let count = 0; ; count++) yield count
    } finally {
      ended = true
    }
  }
  for await (const item of await primed(endless())) if (item === 3) break
  expect(ended).toBe(true)
})
