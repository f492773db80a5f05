import { expect, test } from 'vitest'
import { countText, sizeText } from './size.ts'
import { clockTime, durationText, relativeTime } from './time.ts'

const now = Date.parse('2026-03-10T12:00:00Z')

test.each([
  ['2026-03-10T11:59:55Z', 'just now'],
  ['2026-03-10T11:59:20Z', '40 s ago'],
  ['2026-03-10T11:57:00Z', '3 min ago'],
  ['2026-03-10T07:00:00Z', '5 h ago'],
  ['2026-03-09T07:00:00Z', 'yesterday'],
  ['2026-03-01T12:00:00Z', '9 days ago'],
  ['2025-12-24T12:00:00Z', '2025-12-24'],
  ['2026-03-10T12:00:20Z', 'just now'],
  ['2026-04-01T08:30:00Z', '2026-04-01 08:30'],
  ['not a time', 'not a time'],
])('%s was %s', (iso, expected) => {
  expect(relativeTime(iso, now)).toBe(expected)
})

test.each([
  [0, '0 ms'],
  [0.42, '0.4 ms'],
  [12.4, '12 ms'],
  [1234, '1.2 s'],
  [75_000, '75 s'],
  [720_000, '12 min'],
])('%d ms is %s', (ms, expected) => {
  expect(durationText(ms)).toBe(expected)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [12_345, '12 kB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(sizeText(bytes)).toBe(expected)
})

test('counts have their noun', () => {
  expect(countText(1, 'entry', 'entries')).toBe('1 entry')
  expect(countText(12_345, 'entry', 'entries')).toBe('12,345 entries')
  expect(countText(0, 'request')).toBe('0 requests')
})

test('the time of day has milliseconds', () => {
  expect(clockTime('2026-03-10T11:59:55.123456Z')).toBe('11:59:55.123')
})
