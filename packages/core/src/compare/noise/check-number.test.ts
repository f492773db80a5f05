import { expect, test } from 'vitest'
import { checkNumber } from './check-number.ts'
import { observe } from './observe.ts'
import { newShape, type NumberDomain } from './shape.ts'

test.each([
  ['within', [5, 9, 7], 6, undefined],
  ['a little beyond', [5, 9, 7], 12, undefined],
  ['below zero', [5, 9, 7], -1, 'range'],
  ['a thousand times as much', [5, 9, 7], 7000, 'range'],
  ['a hundredth', [512, 650, 590], 5, 'range'],
  ['decimals', [5, 9, 7], 6.5, 'range'],
  ['a counter that went on', [1042, 1055, 1061], 1100, undefined],
  ['a later time', [1_763_600_000_000, 1_763_600_100_000], 1_764_000_000_000, undefined],
  ['a time in seconds', [1_763_600_000_000, 1_763_600_100_000], 1_764_000_000, 'format'],
])('%s', (_, seen, value, rule) => {
  const shape = newShape()
  for (const one of seen) observe(shape, one)
  expect(checkNumber(shape.numbers as NumberDomain, value)?.rule).toBe(rule)
})
