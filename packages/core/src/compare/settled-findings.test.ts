import { describe, expect, test } from 'vitest'
import type { CompareSourcesOptions } from './compare-sources.ts'
import type { Comparison } from './comparison.ts'
import type { Finding } from './finding.ts'
import type { Call } from './golden/compared-source.contract.ts'
import { compareCalls, foundIn, json } from './golden/golden-case.contract.ts'

const before = [json({ count: 1, size: 2, name: 'Ann' })]
const after = [json({ count: '1', size: 3, name: 'Bob', note: 'x' })]

const type = 'breaking response.type.changed response.body.count'
const size = 'warning response.value.changed response.body.size'
const name = 'warning response.value.changed response.body.name'
const added = 'info response.field.added response.body.note'

function compared(options: CompareSourcesOptions = {}): Promise<Comparison> {
  return compareCalls(before, after, options)
}

/** Path and reason of what was silenced. */
function silenced({ noise }: Comparison): string[] {
  return noise.map(({ path, reason }) => `${path}: ${reason}`)
}

function findingAt({ findings }: Comparison, path: string): Finding {
  const finding = findings.find((one) => one.path === path)
  if (!finding) throw new Error(`nothing at ${path}`)
  return finding
}

test('findings come worst first, with values, places and a sentence', async () => {
  const { findings } = await compared()
  expect(findings.map(({ severity }) => severity)).toEqual([
    'breaking',
    'warning',
    'warning',
    'info',
  ])
  expect(findings[0]).toEqual({
    severity: 'breaking',
    rule: 'response.type.changed',
    endpoint: 'GET /api/thing',
    path: 'response.body.count',
    before: 1,
    after: '1',
    beforeEntries: [4],
    afterEntries: [4],
    fingerprint: expect.stringMatching(/^[\da-f]{12}$/),
    message: expect.stringContaining('count'),
  })
})

describe('what counts', () => {
  test.each([
    ['breaking', [type], [size, name, added]],
    ['warning', [type, size, name], [added]],
    ['info', [type, size, name, added], []],
  ] as const)('from %s on', async (failOn, counting, others) => {
    expect((await compared({ failOn })).verdict).toBe('different')
    const paths = counting.map((text) => ({ path: text.split(' ')[2]!, reason: 'known' }))
    const rest = await compared({ failOn, ignore: paths })
    expect({ verdict: rest.verdict, found: foundIn(rest) }).toEqual({
      verdict: 'equivalent',
      found: others.toSorted(),
    })
  })

  test('by default what breaks, and warnings with three sessions', async () => {
    expect((await compared()).failOn).toBe('breaking')
    expect((await compareCalls(before, after, {}, [before])).failOn).toBe('breaking')
    expect((await compareCalls(before, after, {}, [before, before])).failOn).toBe('warning')
  })
})

describe('ignored', () => {
  test.each([
    ['a path', { path: 'response.body.count' }, [size, name, added]],
    ['what is below a path', { path: 'response.body' }, []],
    ['an endpoint', { endpoint: 'GET /api/*' }, []],
    ['a rule', { rule: 'response.value.changed' }, [type, added]],
    ['a part of a name: nothing', { path: 'response.body.cou' }, [type, size, name, added]],
    ['another endpoint: nothing', { endpoint: 'GET /api' }, [type, size, name, added]],
  ] as const)('%s', async (_, rule, left) => {
    const comparison = await compared({ ignore: [{ ...rule, reason: 'known since March' }] })
    expect(foundIn(comparison)).toEqual(left.toSorted())
    const isUsed = left.length < 4
    expect(comparison.unusedRules).toHaveLength(isUsed ? 0 : 1)
    expect(
      silenced(comparison).every((text) => text.endsWith(': ignored: known since March')),
    ).toBe(true)
    expect(comparison.noise).toHaveLength(4 - left.length)
  })

  test('a rule for what is noise by itself is in use', async () => {
    const ids = (id: string): Call[] => [
      json({ a: 1 }, { responseHeaders: [['X-Request-Id', id]] }),
    ]
    const ignore = [{ path: 'response.headers.x-request-id', reason: 'another one each time' }]
    const { unusedRules } = await compareCalls(ids('4f1c2a40'), ids('9f1c2b51'), { ignore })
    expect(unusedRules).toEqual([])
  })
})

describe('accepted', () => {
  test('by fingerprint, until its day', async () => {
    const { fingerprint } = findingAt(await compared(), 'response.body.count')
    const accept = { fingerprint, reason: 'planned for 2.5' }
    for (const until of [{}, { until: '2999-01-01' }]) {
      const comparison = await compared({ accept: [{ ...accept, ...until }] })
      expect(comparison.verdict).toBe('equivalent')
      expect(silenced(comparison)).toEqual(['response.body.count: accepted: planned for 2.5'])
    }
    const expired = await compared({ accept: [{ ...accept, until: '2020-01-01' }] })
    expect(foundIn(expired)).toContain(type)
  })

  test('is this change and not the next one', async () => {
    const { fingerprint } = findingAt(await compared(), 'response.body.name')
    const accept = [{ fingerprint, reason: 'she married' }]
    const next = await compareCalls(before, [json({ count: 1, size: 2, name: 'Cleo' })], { accept })
    expect(foundIn(next)).toEqual([name])
  })
})

test('severities of the settings', async () => {
  const comparison = await compared({
    severity: {
      'response.type.changed': 'info',
      'response.field.added': 'breaking',
      'response.value.changed': 'noise',
    },
  })
  expect(foundIn(comparison)).toEqual([
    'breaking response.field.added response.body.note',
    'info response.type.changed response.body.count',
  ])
  expect(silenced(comparison)).toHaveLength(2)
  expect(comparison.findings.map(({ reason }) => reason)).toEqual(
    Array(2).fill('the settings say so'),
  )
})

describe('fingerprints', () => {
  /** The same change in a run with other ids, times and tokens. */
  const runs: Array<readonly [before: Call[], after: Call[]]> = [1, 2].map((run) => {
    const id = `ord_${run}f3kq2aa`
    const more = { id, at: `2026-03-0${run}T10:00:00Z`, token: `kJ8s9Dk2Lq0PzX7vB1n${run}` }
    const call = (response: object): Call => ({ at: `GET /api/orders/${id}`, response })
    return [
      [call({ ...more, total: 'none', state: 'open', list: [1, 2, 3] })],
      [call({ ...more, at: `0${run}.03.2026`, token: '', state: 'lost', list: [1] })],
    ]
  })

  test('are the same in the next run', async () => {
    const [one, other] = await Promise.all(runs.map(([first, last]) => compareCalls(first, last)))
    const fingerprints = ({ findings }: Comparison): string[] =>
      findings.map(({ fingerprint }) => fingerprint).toSorted()
    expect(fingerprints(one!)).toEqual(fingerprints(other!))
    expect(one!.findings).toHaveLength(5)
    expect(new Set(fingerprints(one!)).size).toBe(5)
  })
})

test('equal findings of an endpoint are one, with the exchanges of all', async () => {
  const orders = (more: object): Call[] =>
    [100, 101, 102].map((id) => ({ at: `GET /api/orders/${id}`, response: { id, ...more } }))
  const comparison = await compareCalls(orders({ total: 5 }), orders({}))
  expect(foundIn(comparison)).toEqual(['breaking response.field.removed response.body.total'])
  expect(comparison.findings[0]).toMatchObject({
    endpoint: 'GET /api/orders/{id}',
    beforeEntries: [4, 5, 6],
    afterEntries: [4, 5, 6],
  })
})

describe('causes', () => {
  const credentials = { headers: [['Authorization', 'Bearer kJ8s9Dk2Lq0PzX7vB1nM']] } as const
  const read = (at: string, more: Partial<Call> = {}): Call => ({
    at,
    response: { [at.slice(-2)]: 1 },
    ...more,
  })

  test.each<[name: string, before: Call[], after: Call[], cause: string, caused: string[]]>([
    [
      'refusals after a login that fails',
      [{ at: 'POST /login', body: 'user=ann', response: 'in' }, read('GET /api/me', credentials)],
      [
        { at: 'POST /login', body: 'user=ann', response: 'no', status: 500 },
        read('GET /api/me', { status: 401 }),
      ],
      'POST /login',
      ['breaking request.auth.dropped', 'breaking response.status.worse'],
    ],
    [
      'requests that are missing after an error',
      [read('GET /api/one'), read('GET /api/two'), { at: 'POST /api/orders', body: { a: 1 } }],
      [read('GET /api/one', { status: 500 })],
      'GET /api/one',
      ['breaking request.write.missing', 'warning request.missing'],
    ],
    [
      'a request whose address is no longer named',
      [json({ next: '/api/next/page', a: 1 }), read('GET /api/next/page')],
      [json({ a: 1 })],
      'GET /api/thing',
      ['warning request.missing'],
    ],
  ])('%s', async (_, first, last, cause, caused) => {
    const { findings } = await compareCalls(first, last)
    const [root, ...others] = findings.filter(({ causedBy }) => causedBy === undefined)
    expect({ endpoint: root?.endpoint, others }).toEqual({ endpoint: cause, others: [] })
    const linked = findings.filter(({ causedBy }) => causedBy === root?.fingerprint)
    expect(linked.map(({ rule, severity }) => `${severity} ${rule}`).toSorted()).toEqual(caused)
  })

  test('what stands before an error does not follow from it', async () => {
    const { findings } = await compareCalls(
      [read('GET /api/one'), read('GET /api/two')],
      [read('GET /api/two', { status: 500 })],
    )
    expect(findings.every(({ causedBy }) => causedBy === undefined)).toBe(true)
  })
})
