import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '../entry/entry.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'
import { loadFixture } from '../formats/session-fixtures.contract.ts'
import { latencyOf } from './latency.ts'
import { statsOf } from './session-stats.ts'
import { timelinePoints } from './stats-timeline.ts'

async function* each(entries: readonly Entry[]) {
  yield* entries
}

test('counts tunnels by host and port, beside all the others', async () => {
  const { entries, info } = loadFixture('connections')
  expect(
    await statsOf(
      () => info.createdAt,
      each(entries),
      () => 0,
    ),
  ).toMatchObject({
    requests: 4,
    bytes: 8,
    failed: 1,
    created: '2026-11-20T10:00:00.000Z',
    lastActivity: '2026-11-20T10:00:03.000250Z',
    statuses: { 200: 2, 201: 1, failed: 1 },
    statusClasses: { '2xx': 3, failed: 1 },
    hosts: { 'shop.test': 2, '127.0.0.1:6379': 1, '[::1]:5432': 1 },
    damages: 0,
  })
})

function entry(id: number, set: { status?: number; ms?: number; at?: number } = {}): Entry {
  const { at = id * 10, ms = id, status = 200 } = set
  return {
    id: String(id),
    startedAt: new Date(Date.UTC(2026, 2, 1) + at).toISOString(),
    request: {
      method: id % 2 === 0 ? 'POST' : 'GET',
      url: 'https://api.test/x',
      httpVersion: 'HTTP/1.1',
      headers: [],
      body: { sha256: '', size: 10 },
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: [['content-type', 'application/json; charset=utf-8']],
      body: { sha256: '', size: 100 },
    },
    timings: { ...unknownTimings, total: ms },
    attribution: 'port',
    annotations: [],
  }
}

test('a hundred exchanges: percentiles by nearest rank, the ten slowest, rate and pieces of time', async () => {
  const entries = Array.from({ length: 100 }, (_, index) => entry(index + 1))
  const stats = await statsOf(
    () => '2026-02-01T00:00:00.000Z',
    each(entries),
    () => 0,
  )
  expect(stats.latency).toEqual({
    min: 1,
    mean: 50.5,
    p50: 50,
    p90: 90,
    p95: 95,
    p99: 99,
    max: 100,
  })
  expect(stats.slowest.map(({ ms }) => ms)).toEqual([100, 99, 98, 97, 96, 95, 94, 93, 92, 91])
  expect(stats.slowest[0]).toMatchObject({
    id: '100',
    position: 99,
    line: expect.stringContaining('https://api.test/x'),
  })
  expect(stats).toMatchObject({
    sent: 1000,
    received: 10_000,
    bytes: 11_000,
    methods: { GET: 50, POST: 50 },
    types: { 'application/json': 100 },
    failures: {},
    duration: 1090,
  })
  expect(stats.requestsPerSecond).toBeCloseTo(100 / 1.09)
  expect(stats.timeline.bucket).toBe(20)
  expect(stats.timeline.points).toHaveLength(51)
  expect(stats.timeline.points[0]).toMatchObject({ requests: 1, bytes: 110 })
})

test('what is open for as long as somebody listens is not slow', async () => {
  const { entries } = loadFixture('event-stream')
  const stats = await statsOf(
    () => '',
    each(entries),
    () => 0,
  )
  expect(stats.requests).toBeGreaterThan(0)
  expect(stats.latency).toBeUndefined()
  expect(stats.slowest).toEqual([])
})

test('an empty session has numbers too', async () => {
  const stats = await statsOf(
    () => '2026-02-01T00:00:00.000Z',
    each([]),
    () => 2,
  )
  expect(stats).toMatchObject({
    requests: 0,
    duration: 0,
    requestsPerSecond: 0,
    lastActivity: '2026-02-01T00:00:00.000Z',
    timeline: { bucket: 0, points: [] },
    damages: 2,
  })
})

test('every request is in one of at most 60 pieces, whatever the times', () => {
  const moments = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 4e12 }),
      failed: fc.boolean(),
      bytes: fc.nat(1000),
    }),
    { minLength: 1, maxLength: 50 },
  )
  fc.assert(
    fc.property(moments, (list) => {
      const { bucket, points } = timelinePoints(list)
      expect(points.length).toBeLessThanOrEqual(61)
      expect(bucket).toBeGreaterThan(0)
      const sum = (key: 'requests' | 'failed' | 'bytes'): number =>
        points.reduce((total, point) => total + point[key], 0)
      expect(sum('requests')).toBe(list.length)
      expect(sum('failed')).toBe(list.filter(({ failed }) => failed).length)
      expect(sum('bytes')).toBe(list.reduce((total, { bytes }) => total + bytes, 0))
    }),
  )
})

test('a percentile is a time that was measured', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
      (times) => {
        const { mean, ...ranks } = latencyOf(times)!
        for (const rank of Object.values(ranks)) expect(times).toContain(rank)
        expect(mean).toBeGreaterThanOrEqual(ranks.min - 1e-6)
        expect(mean).toBeLessThanOrEqual(ranks.max + 1e-6)
      },
    ),
  )
})
