import { expect, test } from 'vitest'
import { noCommand, oneLine } from './one-line.ts'
import { preview, previewChange } from './preview.ts'

test('types can be seen', () => {
  const shown = [
    12.5,
    '12.50',
    12.5e30,
    2n ** 64n,
    null,
    'null',
    true,
    '',
    [1, 'a'],
    { a: { b: null } },
  ]
  expect(shown.map((value) => preview(value))).toEqual([
    '12.5',
    '"12.50"',
    '1.25e+31',
    '18446744073709551616',
    'null',
    '"null"',
    'true',
    '""',
    '[1, "a"]',
    '{"a": {"b": null}}',
  ])
})

test('is one line without anything that steers a terminal', () => {
  expect(preview('a\n\u001B[2J\u202E"')).toBe('"a\\n\\u001b[2J\\u202e\\""')
  expect(oneLine('a\u2028b\u{E0041}\uD800')).toBe('a\\u2028b\\udb40\\udc41\\ud800')
  expect(oneLine('Zoë 日本語 👩‍👩‍👧')).toBe('Zoë 日本語 👩‍👩‍👧')
})

test('is cut, and never inside a character', () => {
  expect(preview('abcdefghij', 6)).toBe('"abcd…')
  for (let limit = 1; limit < 12; limit++) {
    expect(oneLine('🧨'.repeat(9), limit)).toMatch(/^(🧨)*…$/u)
    expect(oneLine('🧨'.repeat(9), limit).length).toBeLessThanOrEqual(limit)
  }
})

test('long values are shown where they begin to differ', () => {
  const text = 'x'.repeat(5000)
  expect(previewChange(`${text} total: 12.50 EUR`, `${text} total: 12.00 EUR`, 30)).toEqual([
    '"…total: 12.50 EUR"',
    '"…total: 12.00 EUR"',
  ])
  expect(previewChange([1, 2], 'one', 30)).toEqual(['[1, 2]', '"one"'])
  expect(previewChange(text, text, 10)).toEqual(['"xxxxxxxx…', '"xxxxxxxx…'])
})

test('takes no longer for values that are huge, wide or deep', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep }
  const wide = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]),
  )
  for (const value of [deep, wide, Array.from({ length: 1e6 }).fill(wide), 'y'.repeat(5e6)]) {
    expect(preview(value, 80).length).toBeLessThanOrEqual(80)
    expect(previewChange(value, [value], 80).join().length).toBeLessThanOrEqual(161)
  }
})

test('no line is a command for a CI system', () => {
  expect(noCommand('  ::error::x')).toBe('  \\u003a:error::x')
  expect(noCommand('GET http://[::1]/a::b')).toBe('GET http://[::1]/a::b')
  expect(oneLine('a ##[error]x ##vso[task.x]y ## ##a')).toBe(
    'a #\\u0023[error]x #\\u0023vso[task.x]y ## ##a',
  )
})
