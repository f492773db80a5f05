import { expect, test } from 'vitest'
import { timingsToHar, totalTime } from './timings-to-har.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'

test('writes -1 for what is not known, and 0 for what took no time', () => {
  expect(timingsToHar({ ...unknownTimings, send: 0, wait: 4.5 })).toEqual({
    blocked: -1,
    dns: -1,
    connect: -1,
    ssl: -1,
    send: 0,
    wait: 4.5,
    receive: -1,
  })
})

test('adds up what is known, ssl as part of connect', () => {
  const timings = { ...unknownTimings, connect: 10.1, ssl: 8, send: 0.2, wait: 5, total: 40 }
  expect(totalTime(timings)).toBe(15.3)
})

test('falls back to the total, then to the sum of nothing', () => {
  expect(totalTime({ ...unknownTimings, total: 40 })).toBe(40)
  expect(totalTime(unknownTimings)).toBe(0)
})
