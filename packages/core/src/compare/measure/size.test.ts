import { expect, test } from 'vitest'
import type { SizeOptions } from '../comparison-options.ts'
import { type Call, callsOf, inputOf } from './calls.contract.ts'
import { measureSizes } from './size.ts'

const accepts = [['Accept-Encoding', 'gzip, br']] as const
const plain = (size: number, at = 'GET /list'): Call => ({ at, decoded: size, wire: size })
const gzip = (decoded: number, wire: number, coding = 'gzip'): Call => ({
  at: 'GET /list',
  headers: accepts,
  decoded,
  wire,
  coding,
})

function rulesOf(before: readonly Call[], after: readonly Call[], options?: SizeOptions): string[] {
  const input = inputOf([callsOf(...before)], callsOf(...after))
  return measureSizes(input, options).map(({ rule }) => rule)
}

test('three times the size is told in bytes, once for the endpoint', () => {
  const before = callsOf(plain(10_000, 'GET /p/1'), plain(9000, 'GET /p/2'), plain(10, 'GET /x'))
  const after = callsOf(plain(30_000, 'GET /p/1'), plain(29_000, 'GET /p/2'), plain(10, 'GET /x'))
  expect(measureSizes(inputOf([before], after))).toEqual([
    {
      rule: 'size.larger',
      endpoint: 'GET /p/{id}',
      before: 10_000,
      after: 30_000,
      beforeEntries: [0, 1],
      afterEntries: [0, 1],
      message:
        'The response is 3.0 times as large (decoded: 10000 bytes before, 30000 bytes after).',
    },
  ])
})

test.each([
  ['both limits exceeded', 100_000, 110_001, undefined, ['size.larger']],
  ['10 % is in order', 100_000, 110_000, undefined, []],
  ['2 KB are in order', 1000, 3048, undefined, []],
  ['another budget', 1000, 3048, { minBytes: 0, maxGrowth: 2 }, ['size.larger']],
  ['a share as text', 1000, 1500, { minBytes: 0, maxGrowth: '50%' }, []],
  ['smaller', 100_000, 1, undefined, []],
  ['nothing before', 0, 100_000, undefined, []],
])('%s', (_, before, after, options, expected) => {
  expect(rulesOf([plain(before)], [plain(after)], options)).toEqual(expected)
})

test('the largest of all sessions of before is the measure', () => {
  const grown = (sizes: readonly number[], size: number): number =>
    measureSizes(
      inputOf(
        sizes.map((one) => callsOf(plain(one))),
        callsOf(plain(size)),
      ),
    ).length
  expect(grown([20_000, 19_000], 21_000)).toBe(0)
  expect(grown([20_000, 19_000], 25_000)).toBe(1)
  // What differs from session to session may go on doing so.
  expect(grown([20_000, 10_000], 25_000)).toBe(0)
  expect(grown([20_000, 10_000], 60_000)).toBe(1)
})

test('the same URL is its own measure, another one has that of the endpoint', () => {
  const before = [plain(50_000, 'GET /p/1'), plain(5000, 'GET /p/2')]
  expect(rulesOf(before, [plain(50_000, 'GET /p/2')])).toEqual(['size.larger'])
  expect(rulesOf(before, [plain(50_000, 'GET /p/3')])).toEqual([])
})

test('compression lost is told as that, and not as growth', () => {
  const before = callsOf(gzip(40_000, 9000))
  const after = callsOf({ at: 'GET /list', headers: accepts, decoded: 40_000, wire: 40_000 })
  expect(measureSizes(inputOf([before], after))).toMatchObject([
    { rule: 'size.compression-lost', before: 9000, after: 40_000 },
  ])
})

test('three times the size and no longer compressed are two things', () => {
  const after: Call = { at: 'GET /list', headers: accepts, decoded: 120_000, wire: 120_000 }
  expect(rulesOf([gzip(40_000, 9000)], [after])).toEqual(['size.larger', 'size.compression-lost'])
})

test.each([
  ['the client no longer accepts it', [['Accept-Encoding', 'gzip;q=0, identity']], 40_000],
  ['the client says nothing of codings', [], 40_000],
  ['too small to gain anything', accepts, 200],
] as const)('not compressed, in order: %s', (_, headers, decoded) => {
  const after: Call = { at: 'GET /list', headers, decoded, wire: decoded }
  expect(rulesOf([{ ...gzip(decoded, 150), headers: accepts }], [after])).toEqual([])
})

test('what was not always compressed need not be', () => {
  const before = [gzip(40_000, 9000), { ...plain(40_000), headers: accepts }]
  expect(rulesOf(before, [{ ...plain(40_000), headers: accepts }])).toEqual([])
})

test('another coding is no growth, worse compression by the same one is', () => {
  expect(rulesOf([gzip(40_000, 9000, 'br')], [gzip(40_000, 12_000)])).toEqual([])
  expect(rulesOf([gzip(40_000, 9000)], [gzip(40_000, 12_000)])).toEqual(['size.larger'])
})

test('errors, parts, streams and cached answers are not compared', () => {
  const large = plain(90_000)
  for (const odd of [
    { status: 500 },
    { status: 206 },
    { status: 0 },
    { kind: 'events' as const },
  ]) {
    expect(rulesOf([plain(1000)], [{ ...large, ...odd }])).toEqual([])
  }
  expect(rulesOf([{ ...plain(0), status: 304 }], [large])).toEqual([])
})

test('a body that was not kept has its size on the wire', () => {
  const [named] = callsOf(plain(0))
  const { exchange } = named!
  const missing = (size: number) => ({
    ...named!,
    exchange: {
      ...exchange,
      entry: {
        ...exchange.entry,
        response: { ...exchange.entry.response!, body: { sha256: '', size } },
      },
      responseContent: { ...exchange.responseContent!, problem: 'missing' as const },
    },
  })
  expect(measureSizes(inputOf([[missing(5000)]], [missing(9000)]))).toMatchObject([
    { rule: 'size.larger', before: 5000, after: 9000 },
  ])
})
