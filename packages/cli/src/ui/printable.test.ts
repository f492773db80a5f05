import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, printableJson, printableLines } from './printable.ts'

test('controls, marks of direction and invisible characters become escapes', () => {
  expect(printable('a\u001B[2Jb')).toBe('a\\u001b[2Jb')
  expect(printable('one\ntwo\r\tthree')).toBe('one\\ntwo\\r\\tthree')
  expect(printable('x\u202Egnp.exe')).toBe('x\\u202egnp.exe')
  expect(printable('\u009B31m')).toBe('\\u009b31m')
  expect(printable('a\uD800b')).toBe('a\\ud800b')
  expect(printable('a\u{E0041}b')).toBe('a\\udb40\\udc41b')
})

test('letters of all scripts and emoji stay', () => {
  for (const text of ['Zoë', '日本語', 'سلام', 'می‌خواهم', '👩‍👩‍👧', '🇩🇪', '❤️']) {
    expect(printable(text)).toBe(text)
  }
})

test('lines keep their ends and tabs', () => {
  expect(printableLines('one\r\n\ttwo\u0007\rthree')).toBe('one\n\ttwo\\u0007\\u000dthree')
})

test('JSON says the same and has nothing unsafe in it', () => {
  const strings = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(fc.dictionary(strings, strings), (value) => {
      const text = printableJson(value, 2)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(text).toBe(printableLines(text))
    }),
  )
})
