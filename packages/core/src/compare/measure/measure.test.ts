import { expect, test } from 'vitest'
import { type Call, callsOf, inputOf } from './calls.contract.ts'
import { measure } from './measure.ts'

test('measures everything, and nothing between sessions that are the same', () => {
  const calls: Call[] = [
    ...Array.from({ length: 8 }, (_, at): Call => ({
      at: `GET /p/${at}`,
      wait: 50 + at,
      total: 60,
    })),
    { at: 'GET /list', decoded: 9000, wire: 3000, coding: 'gzip' },
  ]
  const same = measure(inputOf([callsOf(...calls)], callsOf(...calls)))
  expect(same.measurements).toEqual([])
  expect(same.latency).toHaveLength(1)

  const after = calls.map((call): Call => ({
    ...call,
    ...(call.wait !== undefined && { wait: call.wait * 3, total: call.wait * 3 + 10 }),
    ...(call.decoded !== undefined && { decoded: 90_000, wire: 30_000 }),
  }))
  const input = inputOf([callsOf(...calls)], callsOf(...after, { at: 'GET https://ads.test/1' }))
  const { measurements } = measure(input, { counts: { 'GET /p/{}': { max: 7 } } })
  expect(measurements.map(({ rule }) => rule)).toEqual([
    'latency.slower',
    'size.larger',
    'requests.more',
    'request.host.new',
  ])
  expect(measure(input, { latency: false }).measurements.map(({ rule }) => rule)).not.toContain(
    'latency.slower',
  )
  expect(measure(inputOf([[]], []))).toEqual({ measurements: [], latency: [] })
})

test('10,000 entries a side are measured in bounded time', () => {
  const calls = Array.from({ length: 10_000 }, (_, at): Call => ({
    at: `GET /api/e${at % 300}/${at}`,
    endpoint: `GET /api/e${at % 300}/{id}`,
    wait: 20 + ((at * 7919) % 97),
    total: 30 + ((at * 7919) % 97),
  }))
  const session = callsOf(...calls)
  expect(measure(inputOf([session, session, session], session)).latency).toHaveLength(300)
})
