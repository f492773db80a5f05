import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldCase } from '../fold-case.ts'
import { atLeast, bytesPattern, jsonPattern } from './byte-patterns.ts'

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')
const finds = (pattern: string | undefined, bytes: string): boolean =>
  new RegExp(pattern!, 'i').test(bytes)

test('a number is found when it is large enough', () => {
  const some = fc.oneof(fc.nat(1200), fc.nat(), fc.double({ min: 0, noNaN: true, max: 1e25 }))
  fc.assert(
    fc.property(some, some, (low, number) => {
      // Below one millionth JSON writes numbers with an exponent; they are less than any limit.
      fc.pre(number === 0 || number >= 1e-6)
      fc.pre(low < 1e21)
      const found = new RegExp(`^${atLeast(low)}`).test(JSON.stringify(number))
      expect(found).toBe(Math.floor(number) >= Math.floor(low))
    }),
    { numRuns: 2000 },
  )
})

test('a text is found in the JSON and in the bytes of what holds it, in any case', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (wanted, before, after) => {
      for (const form of [wanted, wanted.toUpperCase(), wanted.toLowerCase()]) {
        if (!foldCase(before + form + after).includes(foldCase(wanted))) continue
        const whole = before + form + after
        expect(finds(jsonPattern(wanted), latin1(JSON.stringify({ whole })))).toBe(true)
        expect(finds(bytesPattern(wanted), latin1(whole))).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['k', '\u212A'],
  ['i', 'İ'],
  ['İ', 'i'],
  ['σ', 'ς'],
  ['ς', 'Σ'],
  ['ß', 'ẞ'],
  ['\u{10428}', '\u{10400}'],
])('%s is found as %s', (wanted, other) => {
  expect(finds(jsonPattern(wanted), latin1(other))).toBe(true)
})

test('for half a character there is no pattern', () => {
  expect(jsonPattern('a\uD83D')).toBeUndefined()
  expect(bytesPattern('\uFFFD')).toBeUndefined()
})
