import fc from 'fast-check'
import type { ComparisonData } from '../comparison-data.ts'
import type { Finding, Severity } from '../finding.ts'
import { type RuleId, rules } from '../rules.ts'

/** A finding of which a test says what it is about. */
export function findingOf(change: Partial<Finding> = {}): Finding {
  return {
    severity: 'breaking',
    rule: 'response.value.changed',
    endpoint: 'GET /api/me',
    path: 'response.body.name',
    before: 'one',
    after: 'other',
    beforeEntries: [1],
    afterEntries: [2],
    fingerprint: '0123456789ab',
    message: 'name changed.',
    ...change,
  }
}

/** A comparison of which a test says what it came to. */
export function dataOf(change: Partial<ComparisonData> = {}): ComparisonData {
  const findings = change.findings ?? []
  return {
    verdict: findings.length > 0 ? 'different' : 'equivalent',
    failOn: 'breaking',
    problems: [],
    remarks: [],
    before: { name: 'before', entries: 42 },
    after: { name: 'after', entries: 42 },
    samples: 1,
    matched: 41,
    unmatched: { before: [7], after: [] },
    findings,
    noise: [],
    unusedRules: [],
    latency: [],
    rows: [],
    ...change,
  }
}

/** One of everything that reports show. */
export const everything: ComparisonData = dataOf({
  samples: 3,
  failOn: 'warning',
  remarks: ['Two bodies were not kept; only their sizes were compared.'],
  findings: [
    findingOf({
      rule: 'response.status.worse',
      endpoint: 'POST /api/orders',
      path: 'response.status',
      before: 201,
      after: 500,
      fingerprint: 'a3f8c21b9d04',
      message: 'POST /api/orders answered 500 instead of 201.',
    }),
    findingOf({
      rule: 'response.field.removed',
      path: 'response.body.user.email',
      before: 'ann@shop.test',
      after: undefined,
      beforeEntries: [3, 9, 17],
      afterEntries: [3, 9, 16],
      fingerprint: '77b0e1c4aa01',
      message: 'user.email is gone; it was a string in 3 of 3 samples.',
      reason: 'string, 3/3 samples',
    }),
    findingOf({
      rule: 'response.type.changed',
      path: 'response.body.items[].price',
      before: 12.5,
      after: '12.50',
      fingerprint: '5d1f00c2b3a4',
      message: 'items[].price was a number and is a string.',
    }),
    findingOf({
      severity: 'warning',
      rule: 'requests.n-plus-one',
      endpoint: 'GET /api/profiles/{id}',
      path: '',
      before: 1,
      after: 13,
      beforeEntries: [4],
      afterEntries: [4, 5, 6],
      fingerprint: '09fe11aa5566',
      message: '1 -> 13 requests with distinct ids after GET /api/list.',
    }),
    findingOf({
      severity: 'warning',
      rule: 'request.missing',
      endpoint: 'GET /api/cart',
      path: '',
      before: undefined,
      after: undefined,
      beforeEntries: [7],
      afterEntries: [],
      fingerprint: '1122334455ff',
      message: 'The request is no longer made.',
      causedBy: 'a3f8c21b9d04',
    }),
    findingOf({
      severity: 'warning',
      rule: 'request.missing',
      endpoint: 'GET /api/terms',
      path: '',
      before: undefined,
      after: undefined,
      beforeEntries: [8],
      afterEntries: [],
      fingerprint: '2233445566ff',
      message: 'The request is no longer made. The nearest is GET /api/conditions.',
    }),
    findingOf({
      severity: 'warning',
      rule: 'latency.slower',
      endpoint: 'GET /api/search',
      path: '',
      before: 120,
      after: 249.6,
      fingerprint: 'c0ffee000001',
      message: 'GET /api/search is twice as slow.',
    }),
    ...['GET /api/a', 'GET /api/b', 'GET /api/c'].map((endpoint, index) =>
      findingOf({
        severity: 'info',
        rule: 'response.header.added',
        endpoint,
        path: 'response.headers.x-edge',
        before: undefined,
        after: 'fra-1',
        fingerprint: `deadbeef000${index}`,
        message: 'x-edge is new.',
      }),
    ),
  ],
  noise: [
    findingOf({
      severity: 'noise',
      path: 'response.body.requestId',
      before: '8c1f7a52-1b1f-4f6e-9f07-0b3d0e5c7a11',
      after: 'f3a0c1d2-77aa-4c1b-8e55-2b9d1e0c3f22',
      fingerprint: 'aaaa00001111',
      message: 'requestId is another UUID.',
      reason: 'a UUID that differed in all 3 samples',
    }),
  ],
  unusedRules: [{ path: 'response.headers.x-old', reason: 'was removed in spring' }],
  latency: [
    {
      endpoint: 'GET /api/search',
      samples: { before: 10, after: 12 },
      median: { before: 120, after: 249.6 },
      ratio: 2.08,
      interval: [1.8, 2.41],
      q: 0.001,
    },
    {
      endpoint: 'GET /api/me',
      samples: { before: 3, after: 3 },
      median: { before: 4.25, after: 4.5 },
    },
  ],
  rows: [
    { endpoint: 'GET /api/me', before: 3, after: 3 },
    { endpoint: 'POST /api/orders', before: 5, after: 4 },
    { endpoint: 'GET /api/cart', before: 7 },
    { endpoint: 'GET /api/terms', before: 8, nearest: 9 },
    { endpoint: 'GET /api/conditions', after: 9, nearest: 8 },
  ],
})

/** Two sessions that have little in common. */
export const incomparable: ComparisonData = dataOf({
  verdict: 'incomparable',
  problems: ['Only 2 of 42 requests found a partner.'],
  matched: 2,
  unmatched: { before: [2, 3, 4], after: [2, 3] },
  findings: [findingOf()],
  rows: [
    { endpoint: 'GET /', before: 0, after: 0 },
    { endpoint: 'GET /login', before: 1, after: 1 },
    { endpoint: 'GET /api/items/{id}', before: 2, nearest: 2 },
    { endpoint: 'GET /api/items/{id}', before: 3, nearest: 3 },
    { endpoint: 'GET /api/about', before: 4 },
    { endpoint: 'GET /v2/items/{id}', after: 2 },
    { endpoint: 'GET /v2/items/{id}', after: 3 },
  ],
})

/** Texts that mean something to one of the formats, a terminal or a CI system. */
export const hostileTexts: readonly string[] = [
  '\u001B[2J\u001B[31mred\u0007\u009B1m',
  'x\u202Egnp.exe\u2028\u2029\u200B\uFEFF',
  'a | b \\| c \\\\| d `e` ``f``',
  '::error title=x::pwned\n::stop-commands::t',
  '##[error]x ##vso[task.setvariable variable=a]b',
  '@everyone #1 GH-1 https://evil.test www.evil.test [x](javascript:alert(1)) ![i](//e.test)',
  '</details></summary><script>alert(1)</script><!--',
  ']]> <![CDATA[ &amp; "quoted" \'single\'',
  '[[ATTACHMENT|/etc/passwd]] {0} {id} %0A%25',
  '\r\n\r\n# heading\n- item\n\n| a |\n| --- |',
  '1. one $$x$$ **bold** _it_ ~~s~~ <b>',
  '\uD800 half \uDC00 \u0000 null',
  '🧨'.repeat(300),
  'long '.repeat(2500),
  '',
]

const hostileText = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
  fc
    .array(fc.constantFrom(...hostileTexts.filter((text) => text.length < 500)), { maxLength: 3 })
    .map((texts) => texts.join('')),
)

const value = fc.oneof(
  hostileText,
  fc.anything({ withBigInt: true, withNullPrototype: true }),
  fc.constant(deep(20_000)),
)

const finding: fc.Arbitrary<Finding> = fc
  .record(
    {
      severity: fc.constantFrom<Severity>('breaking', 'warning', 'info'),
      rule: fc.constantFrom(...(Object.keys(rules) as RuleId[])),
      endpoint: hostileText,
      path: hostileText,
      before: value,
      after: value,
      beforeEntries: fc.array(fc.nat(), { maxLength: 8 }),
      afterEntries: fc.array(fc.nat(), { maxLength: 8 }),
      fingerprint: fc.oneof(fc.constantFrom('aaaaaaaaaaaa', 'bbbbbbbbbbbb'), hostileText),
      message: hostileText,
      reason: hostileText,
      causedBy: fc.constantFrom('aaaaaaaaaaaa', 'bbbbbbbbbbbb'),
    },
    {
      requiredKeys: [
        'severity',
        'rule',
        'endpoint',
        'path',
        'beforeEntries',
        'afterEntries',
        'fingerprint',
        'message',
      ],
    },
  )
  .map((one) => one as Finding)

/** Comparisons full of texts that no format may take for its own. */
export const hostileData: fc.Arbitrary<ComparisonData> = fc
  .record({
    verdict: fc.constantFrom('different', 'incomparable'),
    failOn: fc.constantFrom('breaking', 'warning', 'info'),
    problems: fc.array(hostileText, { maxLength: 3 }),
    remarks: fc.array(hostileText, { maxLength: 8 }),
    before: fc.record({ name: hostileText, entries: fc.nat() }),
    after: fc.record({ name: hostileText, entries: fc.nat() }),
    findings: fc.array(finding, { maxLength: 12 }),
    noise: fc.array(
      finding.map((one) => ({ ...one, severity: 'noise' as const })),
      { maxLength: 3 },
    ),
    unusedRules: fc.array(fc.record({ path: hostileText, reason: hostileText }), { maxLength: 2 }),
    rows: fc.array(
      fc.record(
        { endpoint: hostileText, before: fc.nat(20), after: fc.nat(20), nearest: fc.nat(20) },
        { requiredKeys: ['endpoint'] },
      ),
      { maxLength: 6 },
    ),
  })
  .map((change) => dataOf(change as Partial<ComparisonData>))

/** So many findings that no report can show all, of which each says something else. */
export function manyFindings(count = 5000): ComparisonData {
  const kinds = Object.keys(rules) as RuleId[]
  return dataOf({
    findings: Array.from({ length: count }, (_, index) => {
      const rule = kinds[index % kinds.length] as RuleId
      return findingOf({
        rule,
        severity: rules[rule].severity,
        endpoint: `GET /api/${index % 97}/${hostileTexts[index % 12]}`,
        path: `response.body.field${index}`,
        before: hostileTexts[index % hostileTexts.length],
        after: index,
        fingerprint: index.toString(16).padStart(12, '0'),
        message: `field${index}: ${hostileTexts[index % hostileTexts.length]}`,
      })
    }),
    noise: [findingOf({ severity: 'noise' })],
    rows: Array.from({ length: count }, (_, index) => ({
      endpoint: `GET /api/${index % 97}`,
      before: index,
    })),
  })
}

/** `[[[…]]]`, so deep that a careless recursion ends the process. */
function deep(levels: number): unknown {
  let nested: unknown = 1
  for (let level = 0; level < levels; level++) nested = [nested]
  return nested
}
