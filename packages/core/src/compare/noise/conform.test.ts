import { expect, test } from 'vitest'
import { conform } from './conform.ts'
import { observe } from './observe.ts'
import { newShape } from './shape.ts'
import { patternOf } from '../path.ts'
import type { Tree } from '../tree.ts'

const seen = [
  { id: 'a1', price: 12.5, tags: ['new'], badge: 'sale' },
  { id: 'a2', price: 8, tags: [] },
  { id: 'a3', price: 99, tags: ['old', 'red'] },
]

test.each<[string, Tree, string[]]>([
  ['another item', { id: 'a9', price: 10, tags: ['x'] }, []],
  ['a field that others lack too', { id: 'a9', price: 10, tags: [] }, []],
  ['a field that all others have', { id: 'a9', tags: [] }, ['removed price']],
  ['another type', { id: 'a9', price: '10', tags: [] }, ['type price']],
  ['null', { id: 'a9', price: null, tags: [] }, ['nulled price']],
  ['a magnitude', { id: 'a9', price: 1e6, tags: [] }, ['range price']],
  ['inside of a list', { id: 'a9', price: 1, tags: [7] }, ['type tags[]']],
])('%s', (_, value, expected) => {
  const shape = newShape()
  for (const one of seen) observe(shape, one)
  expect(conform(shape, value).map(({ path, rule }) => `${rule} ${patternOf(path)}`)).toEqual(
    expected,
  )
})
