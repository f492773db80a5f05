import fc from 'fast-check'
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

test('on a connection that was used again there is nothing to add for setting it up', () => {
  const timings = { ...unknownTimings, blocked: 0.1, send: 0.2, wait: 5, receive: 0.4, total: 6 }
  expect(timingsToHar(timings)).toMatchObject({ dns: -1, connect: -1, ssl: -1 })
  expect(totalTime(timings)).toBe(5.7)
})

test('the time is the sum of what is written, ssl left out, to the microsecond', () => {
  const duration = fc.option(fc.nat(10_000_000).map((micros) => micros / 1000))
  const all = { blocked: duration, dns: duration, connect: duration, ssl: duration }
  const rest = { send: duration, wait: duration, receive: duration, total: fc.constant(null) }
  fc.assert(
    fc.property(fc.record({ ...all, ...rest }), (timings) => {
      const { ssl: _, ...written } = timingsToHar(timings)
      const sum = Object.values(written).reduce((total, time) => total + Math.max(0, time), 0)
      expect(totalTime(timings)).toBeCloseTo(sum, 5)
    }),
  )
})

test('falls back to the total, then to the sum of nothing', () => {
  expect(totalTime({ ...unknownTimings, total: 40 })).toBe(40)
  expect(totalTime(unknownTimings)).toBe(0)
})
