import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth, pad, truncate, truncateStart } from './display-width.ts'

test('wide characters take two columns, joined ones count once', () => {
  expect(displayWidth('abc')).toBe(3)
  expect(displayWidth('日本語')).toBe(6)
  expect(displayWidth('👩‍👩‍👧')).toBe(2)
  expect(displayWidth('e\u0301')).toBe(1)
})

test('what is too long is cut between characters', () => {
  expect(truncate('Login Flow', 10)).toBe('Login Flow')
  expect(truncate('Login Flow', 6)).toBe('Login…')
  expect(truncate('日本語テキスト', 6)).toBe('日本…')
  expect(truncate('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)).toBe('👩‍👩‍👧👩‍👩‍👧…')
  expect(truncate('abc', 0)).toBe('')
  expect(truncateStart('Login Flow', 5)).toBe('…Flow')
  expect(truncateStart('日本語テキスト', 6)).toBe('…スト')
})

test('the result never takes more room than there is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, width) => {
      expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width)
      expect(displayWidth(truncateStart(text, width))).toBeLessThanOrEqual(width)
    }),
  )
})

test('filling counts columns, not characters', () => {
  expect(pad('語', 4)).toBe('語  ')
  expect(pad('12', 4, 'right')).toBe('  12')
})
