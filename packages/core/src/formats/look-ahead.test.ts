import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { lookAhead } from './look-ahead.ts'

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) yield number
}

test('keeps the order, works ahead, and leaves heavy items until their turn', async () => {
  const begun: number[] = []
  const results: number[] = []
  const work = async (item: number, position: number): Promise<number> => {
    begun.push(item)
    expect(position).toBe(item)
    // Early items take longest.
    for (let turns = 20 - item; turns > 0; turns--) await turn()
    return item
  }
  for await (const result of lookAhead(numbers(20), (item) => item !== 3, work))
    results.push(result)
  expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(begun.slice(0, 7)).toEqual([0, 1, 2, 4, 5, 6, 7])
  expect(begun.indexOf(3)).toBeGreaterThan(begun.indexOf(7))
})

test('a failure comes in its turn', async () => {
  const results: number[] = []
  const work = async (item: number): Promise<number> => {
    if (item === 2) throw new Error('two')
    return item
  }
  const read = async (): Promise<void> => {
    for await (const result of lookAhead(numbers(5), () => true, work)) results.push(result)
  }
  await expect(read()).rejects.toThrow('two')
  expect(results).toEqual([0, 1])
})
