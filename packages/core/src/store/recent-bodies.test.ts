import { expect, test } from 'vitest'
import { RecentBodies } from './recent-bodies.ts'

test('a body is there when as much of it is kept as is wanted', () => {
  const bodies = new RecentBodies()
  bodies.add('a', 10)
  expect([bodies.has('a', 10), bodies.has('a', 11), bodies.has('b', 0)]).toEqual([
    true,
    false,
    false,
  ])
  bodies.delete('a')
  expect(bodies.has('a', 0)).toBe(false)
})

test('of very many the ones that came last are remembered', () => {
  const bodies = new RecentBodies()
  for (let index = 0; index < 20_000; index++) bodies.add(String(index), 1)
  expect(bodies.has('0', 1)).toBe(true)
  bodies.add('new', 1)
  expect([bodies.has('0', 1), bodies.has('1', 1), bodies.has('new', 1)]).toEqual([
    true,
    false,
    true,
  ])
})
