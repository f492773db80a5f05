import { describe, expect, test } from 'vitest'
import type { LatencyOptions } from '../comparison-options.ts'
import { type Call, callsOf, inputOf, randomNumbers } from './calls.contract.ts'
import { measureLatency } from './latency.ts'
import type { Measurement, NamedExchange } from './measurement.ts'

const around = [100, 104, 97, 110, 93, 101, 99, 106, 95, 103, 98, 108]

/** Calls of an endpoint that wait so long, one after the other. */
function calls(at: string, waits: readonly number[], rest: Partial<Call> = {}): Call[] {
  return waits.map((wait) => ({ at, wait, total: wait + 5, ...rest }))
}

function found(
  before: readonly Call[],
  after: readonly Call[],
  options?: LatencyOptions,
): Array<Pick<Measurement, 'rule' | 'endpoint'>> {
  const input = inputOf([callsOf(...before)], callsOf(...after))
  return measureLatency(input, options).measurements.map(({ endpoint, rule }) => ({
    rule,
    endpoint,
  }))
}

const times = (waits: readonly number[], ratio: number): number[] => waits.map((ms) => ms * ratio)
const others = (ratio: number): Call[] =>
  ['GET /b', 'GET /c', 'GET /d'].flatMap((at) => calls(at, times(around, ratio)))

describe('one endpoint', () => {
  const slow = [...calls('GET /a', times(around, 2)), ...others(1)]
  const before = [...calls('GET /a', around), ...others(1)]

  test('twice as slow is found, and told with both medians', () => {
    const { latency, measurements } = measureLatency(
      inputOf([callsOf(...before)], callsOf(...slow)),
    )
    expect(measurements).toMatchObject([
      { rule: 'latency.slower', endpoint: 'GET /a', before: 100.5, after: 201 },
    ])
    expect(measurements[0]!.message).toContain('2.0 times as long')
    expect(measurements[0]!.beforeEntries).toEqual(around.map((_, at) => at))
    expect(latency).toHaveLength(4)
    expect(latency[0]).toMatchObject({
      endpoint: 'GET /a',
      metric: 'wait',
      samples: { before: 12, after: 12 },
      median: { before: 100.5, after: 201 },
    })
    expect(latency[0]!.ratio).toBeCloseTo(2, 9)
    expect(latency[0]!.interval![0]).toBeLessThan(2)
    expect(latency[0]!.q).toBeLessThan(0.01)
    expect(latency[1]!.q).toBeGreaterThan(0.5)
  })

  test('the other way round it is faster', () => {
    expect(found(slow, before)).toEqual([{ rule: 'latency.faster', endpoint: 'GET /a' }])
  })

  test('both limits must be exceeded', () => {
    expect(found(before, slow, { minRatio: 2.1 })).toEqual([])
    expect(found(before, slow, { minMs: 110 })).toEqual([])
    expect(found(times2(before, 0.1), times2(slow, 0.1))).toEqual([])
  })

  test('only the end of the response is late', () => {
    const late = around.map((wait): Call => ({ at: 'GET /a', wait, total: wait + 205 }))
    const { measurements } = measureLatency(
      inputOf([callsOf(...before)], callsOf(...late, ...others(1))),
    )
    expect(measurements).toMatchObject([{ rule: 'latency.slower', before: 105.5, after: 305.5 }])
    expect(measurements[0]!.message).toMatch(/^Takes 2\.9 times as long/)
  })

  test('fewer than six calls on a side are shown, and never judged', () => {
    const few = calls('GET /a', [1000, 1000, 1000, 1000, 1000])
    const result = measureLatency(inputOf([callsOf(...before)], callsOf(...few, ...others(1))), {
      minSamples: 1,
    })
    expect(result.measurements).toEqual([])
    expect(result.latency[0]).not.toHaveProperty('q')
    expect(result.latency[0]!.median.after).toBe(1005)
  })

  test('all sessions of before count together', () => {
    const [one, other] = [around.slice(0, 4), around.slice(4, 8)]
    const samples = [one, other].map((waits) => callsOf(...calls('GET /a', waits)))
    const { measurements } = measureLatency(
      inputOf(samples, callsOf(...calls('GET /a', times(around, 3)))),
    )
    expect(measurements).toMatchObject([{ rule: 'latency.slower', beforeEntries: [0, 1, 2, 3] }])
  })
})

function times2(given: readonly Call[], ratio: number): Call[] {
  return given.map((call) => ({
    ...call,
    wait: (call.wait ?? 0) * ratio,
    total: (call.total ?? 0) * ratio,
  }))
}

describe('all endpoints', () => {
  const all = (ratio: number): Call[] => [
    ...calls('GET /a', times(around, ratio)),
    ...others(ratio),
  ]

  test('slower together: one line, and none for an endpoint', () => {
    const { measurements } = measureLatency(inputOf([callsOf(...all(1))], callsOf(...all(1.3))))
    expect(measurements).toMatchObject([
      { rule: 'latency.all-slower', endpoint: '', before: 1, after: 1.3 },
    ])
    expect(measurements[0]!.message).toContain('environment')
  })

  test('one that is slower still is told beside it', () => {
    const after = [...calls('GET /a', times(around, 3)), ...others(1.3)]
    expect(found(all(1), after)).toEqual([
      { rule: 'latency.all-slower', endpoint: '' },
      { rule: 'latency.slower', endpoint: 'GET /a' },
    ])
  })

  test('one that did not become faster with the others is not slower', () => {
    expect(found(all(1), [...calls('GET /a', around), ...others(0.4)])).not.toContainEqual(
      expect.objectContaining({ rule: 'latency.slower' }),
    )
  })

  test('sessions of before that differ as much are told apart from a release', () => {
    const sessions = (ratios: readonly number[]): NamedExchange[][] =>
      ratios.map((ratio) => callsOf(...all(ratio)))
    const after = callsOf(...all(1.4))
    const steady = measureLatency(inputOf(sessions([1, 1.02, 0.98]), after))
    const unsteady = measureLatency(inputOf(sessions([1, 1.5, 0.7]), after))
    expect(steady.measurements.map(({ rule }) => rule)).toEqual(['latency.all-slower'])
    expect(unsteady.measurements).toEqual([])
  })
})

describe('what is compared', () => {
  test('calls with the same class of status', () => {
    const before = [...calls('GET /a', around), ...calls('GET /a', [1, 1, 1], { status: 304 })]
    const errors = calls('GET /a', times(around, 30), { status: 503 })
    expect(found(before, [...calls('GET /a', around), ...errors])).toEqual([])
    expect(found(before, calls('GET /a', times(around, 2), { status: 0 }))).toEqual([])
  })

  test('streams by their wait only: how long they stay open is no latency', () => {
    const stream = { kind: 'events' as const }
    const open = around.map((wait): Call => ({ at: 'GET /a', wait, total: 60_000, ...stream }))
    expect(found(calls('GET /a', around, stream), open)).toEqual([])
  })

  test('values that are no durations are left out', () => {
    const odd = [Number.NaN, Infinity, -1].map((wait): Call => ({
      at: 'GET /x',
      wait,
      total: wait,
    }))
    expect(measureLatency(inputOf([callsOf(...odd)], callsOf(...odd)))).toEqual({
      measurements: [],
      latency: [],
    })
    expect(measureLatency(inputOf([], []))).toEqual({ measurements: [], latency: [] })
  })

  test('switched off, the numbers are still there', () => {
    const input = inputOf([callsOf(...calls('GET /a', around))], callsOf(...calls('GET /a', [900])))
    expect(measureLatency(input, false)).toEqual({
      measurements: [],
      latency: [
        {
          endpoint: 'GET /a',
          metric: 'total',
          samples: { before: 12, after: 1 },
          median: { before: 105.5, after: 905 },
        },
      ],
    })
  })
})

describe('some calls', () => {
  const third = (ms: number): number[] =>
    around.map((wait, at) => (at % 3 === 2 ? wait + ms : wait))

  test('every third is slow: told with the calls that are', () => {
    const before = [...calls('GET /a', around), ...others(1)]
    const { measurements } = measureLatency(
      inputOf([callsOf(...before)], callsOf(...calls('GET /a', third(400)), ...others(1))),
    )
    expect(measurements).toMatchObject([
      {
        rule: 'latency.slower',
        before: '0 of 12 calls',
        after: '4 of 12 calls',
        afterEntries: [2, 5, 8, 11],
      },
    ])
  })

  test('a moment in which everything is slow is none', () => {
    const pause = around.map((wait, at) => (at >= 3 && at < 8 ? wait + 400 : wait))
    const before = [...calls('GET /a', around), ...others(1)]
    expect(found(before, [...calls('GET /a', pause), ...others(1)])).toEqual([])
  })

  test('calls that were now and then slow before still are', () => {
    const before = [...calls('GET /a', third(400)), ...others(1)]
    expect(found(before, [...calls('GET /a', third(500)), ...others(1)])).toEqual([])
  })
})

/** A suite of a simulated application: lognormal waits, 3 % spikes, and what the machine adds to all. */
function suite(
  { normal, uniform }: ReturnType<typeof randomNumbers>,
  count: number,
  slower = 1,
): NamedExchange[] {
  const drift = Math.exp(0.2 * normal())
  const all = Array.from({ length: 30 }, (_, endpoint) =>
    Array.from({ length: count }, (): Call => {
      const spike = uniform() < 0.03 ? 2 + 3 * uniform() : 1
      const base = 100 * 1.05 ** endpoint * (endpoint === 0 ? slower * 1.5 : 1)
      const wait = base * Math.exp(0.25 * normal()) * drift * spike
      return { at: 'GET /x', endpoint: `E${endpoint}`, wait, total: wait + 4 }
    }),
  )
  return callsOf(...all.flat())
}

test.each([
  { slower: 1, count: 10, runs: 60, atMost: 6, atLeast: 0 },
  { slower: 2, count: 10, runs: 30, atMost: 3, atLeast: 25 },
  { slower: 1.5, count: 20, runs: 20, atMost: 2, atLeast: 16 },
])(
  'simulated on a restless machine, x$slower at n=$count: found $atLeast times of $runs, at most $atMost false',
  ({ atLeast, atMost, count, runs, slower }) => {
    const random = randomNumbers(7)
    const outcomes = Array.from({ length: runs }, () => {
      const input = inputOf([suite(random, count)], suite(random, count, slower))
      const endpoints = measureLatency(input)
        .measurements.filter(({ rule }) => rule === 'latency.slower')
        .map(({ endpoint }) => endpoint)
      return {
        isFound: endpoints.includes('E0'),
        isFalse: endpoints.some((endpoint) => endpoint !== 'E0' || slower === 1),
      }
    })
    expect(outcomes.filter(({ isFalse }) => isFalse).length).toBeLessThanOrEqual(atMost)
    expect(outcomes.filter(({ isFound }) => isFound).length).toBeGreaterThanOrEqual(atLeast)
  },
)
