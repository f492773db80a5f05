import { expect, onTestFinished, test, vi } from 'vitest'
import { isUuid, uuid } from './uuid.ts'

test('ids made in a row are unique and sorted', () => {
  const ids = Array.from({ length: 20_000 }, () => uuid())
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  expect(ids.every(isUuid)).toBe(true)
})

test('an id holds the real time, also under fake timers', () => {
  vi.useFakeTimers({ now: 0 })
  onTestFinished(() => void vi.useRealTimers())
  const text = uuid()
  const at = Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16)
  expect(at).toBeGreaterThan(Date.parse('2025-01-01'))
})

test.each(['', '..', '00000000-0000-0000-0000-000000000000', `${uuid()}x`, uuid().toUpperCase()])(
  'not an id: %s',
  (text) => {
    expect(isUuid(text)).toBe(false)
  },
)
