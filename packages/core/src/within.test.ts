import { expect, test } from 'vitest'
import { longestTimer, within } from './within.ts'

const never = new Promise<never>(() => {})

test('work that ends in time has ended, well or not', async () => {
  expect(await within(longestTimer, Promise.resolve('done'))).toBe(true)
  expect(await within(longestTimer, Promise.reject(new Error('failed')))).toBe(true)
})

test('work that does not end is left alone after the limit', async () => {
  expect(await within(1, never)).toBe(false)
})

test('a limit beyond what a timer can do is not taken for none', async () => {
  const work = new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  expect(await within(Infinity, work)).toBe(true)
})
