import { expect, test } from 'vitest'
import type { Tree } from '../tree.ts'
import { digestOf } from './digest.ts'

test('ids, times and the order of things make no difference', () => {
  const one = digestOf({ id: 1, name: 'a', at: '2026-01-02T03:04:05Z', tags: ['x', 'y'] }, 'item')
  const other = digestOf({ tags: ['y', 'x'], at: '2025-01-02T03:04:06Z', name: 'a', id: 7 }, 'item')
  expect(other.content).toBe(one.content)
  expect(other.shape).toEqual(one.shape)
  expect(digestOf({ id: 1, name: 'b', at: '', tags: ['x', 'y'] }, 'item').content).not.toBe(
    one.content,
  )
})

test('ids are named by what they are ids of', () => {
  const { ids } = digestOf(
    { items: [{ id: 1, ownerId: 2, parent: { id: 3 } }], token: 'a8Kx02mQz81LwPq4' },
    'order',
  )
  expect(ids.map(({ key }) => key).toSorted()).toEqual([
    ' a8Kx02mQz81LwPq4',
    'order 1',
    'owner 2',
    'parent 3',
  ])
})

test('trees may be of any size and depth', () => {
  let deep: Tree = 1
  for (let depth = 0; depth < 10_000; depth++) deep = { a: [deep] }
  expect(digestOf(deep, '').shape.length).toBeLessThanOrEqual(128)
  const wide = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `n${id}` }))
  expect(digestOf(wide, '').ids).toHaveLength(300)
  const members = Object.fromEntries(wide.map(({ name }) => [name, { id: name }]))
  expect(digestOf(members, '').ids.length).toBeLessThanOrEqual(400)
})
