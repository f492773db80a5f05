import { describe, expect, test } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { compareSources } from './compare-sources.ts'
import type { Comparison } from './comparison.ts'
import type { ComparedSource } from './exchange.ts'
import { type Call, sourceOf } from './golden/compared-source.contract.ts'
import { context, file, foundIn, json } from './golden/golden-case.contract.ts'
import { type Noise, noise } from './golden/noise.contract.ts'
import { runOf } from './golden/run.contract.ts'
import { learnProfile } from './learn-profile.ts'
import { parseProfile, printProfile, type Profile } from './noise/profile.ts'

function session(calls: readonly Call[], run = 0): ComparedSource {
  return sourceOf([...context, ...calls], { name: `run ${run}`, run })
}

/** Learns from sessions that did the same. */
async function learnt(...runs: ReadonlyArray<readonly Call[]>): Promise<Profile> {
  const { profile } = await learnProfile([runs.map((calls, run) => session(calls, run))])
  return reread(profile)
}

/** As it comes from a file. */
function reread(profile: Profile): Profile {
  return parseProfile(printProfile(profile), 'net.profile.json')
}

function compared(
  before: readonly Call[],
  after: readonly Call[],
  profile: Profile,
): Promise<Comparison> {
  return compareSources(session(before), session(after, 9), { profile })
}

/** The calls of these runs of some noise. */
function runsOf(callsOf: Noise, seed: number, ...runs: number[]): Array<readonly Call[]> {
  return runs.map((run) => callsOf(runOf(seed, run)))
}

describe('what was learnt is as good as sessions', () => {
  test.each(Object.entries(noise))('%s: nothing, with one session before', async (_, callsOf) => {
    for (const seed of [1, 2, 3]) {
      const profile = await learnt(...runsOf(callsOf, seed, 2, 3, 4, 5))
      const [before, after] = runsOf(callsOf, seed, 0, 9)
      const comparison = await compared(before!, after!, profile)
      expect(comparison.failOn).toBe('warning')
      const found = foundIn(comparison).filter((text) => !text.startsWith('info'))
      expect({ seed, found }).toEqual({ seed, found: [] })
    }
  })

  const varying = (run: number): Call[] => [
    json({
      stock: 20 + run,
      token: `kJ8s9Dk2Lq0PzX7vB1n${run}`,
      seen: `${run + 2} minutes ago`,
      tags: run % 2 === 0 ? ['a', 'b', 'c'] : ['c', 'a', 'b'],
      picks: ['lamp', 'desk', 'sofa', 'rug', 'bed', 'mat']
        .slice(0, 2 + (run % 3))
        .map((sku) => ({ sku, title: `A fine ${sku}`, price: 5 })),
    }),
  ]

  test('what differs is told, place by place', async () => {
    const { learnt: places, refused } = await learnProfile([
      [0, 1, 2].map((run) => session(varying(run), run)),
    ])
    expect(refused).toEqual([])
    expect(places.map(({ endpoint, path, what }) => `${endpoint} ${path}: ${what}`)).toEqual([
      'GET /api/thing response.body.stock: numbers from 20 to 22',
      'GET /api/thing response.body.seen: texts: relative-time',
      'GET /api/thing response.body.tags: items in any order',
      'GET /api/thing response.body.picks: lists of 2 to 4 items',
    ])
  })

  test.each<[name: string, change: object, found: string]>([
    ['another sign', { stock: -3 }, 'warning response.value.out-of-range response.body.stock'],
    ['an empty token', { token: '' }, 'breaking response.format.changed response.body.token'],
    ['an empty list', { picks: [] }, 'warning response.array.emptied response.body.picks'],
    ['null', { stock: null }, 'breaking response.value.nulled response.body.stock'],
    ['another type', { stock: '21' }, 'breaking response.type.changed response.body.stock'],
    ['no field', { stock: undefined }, 'breaking response.field.removed response.body.stock'],
    [
      'a new item without a field',
      {
        picks: ['lamp', 'desk', 'bin'].map((sku) => ({
          sku,
          title: `A fine ${sku}`,
          ...(sku !== 'bin' && { price: 5 }),
        })),
      },
      'breaking response.field.removed response.body.picks[].price',
    ],
  ])('what is outside of the domain is found: %s', async (_, change, found) => {
    const profile = await learnt(varying(2), varying(3), varying(4))
    const [call] = varying(9)
    const after = { ...call!, response: { ...(call!.response as object), ...change } }
    expect(foundIn(await compared(varying(0), [after], profile))).toEqual([found])
  })
})

describe('structure is never learnt', () => {
  const runs: Array<[name: string, place: string, one: object, other: object, what: string]> = [
    ['a field that is sometimes missing', 'note', { a: 1, note: 'x' }, { a: 1 }, 'missing'],
    ['another type', 'count', { count: 1 }, { count: '1' }, 'type'],
    ['null', 'count', { count: 1 }, { count: null }, 'type'],
  ]

  test.each(runs)('%s', async (_, place, one, other, what) => {
    const group = [one, other, one].map((response, run) => session([json(response)], run))
    const { learnt: places, profile, refused } = await learnProfile([group])
    expect(places).toEqual([])
    expect(refused).toEqual([
      {
        endpoint: 'GET /api/thing',
        path: `response.body.${place}`,
        what: expect.stringContaining(what),
      },
    ])
    expect(profile.endpoints['GET /api/thing']?.[`response.body.${place}`]?.varied).toBeUndefined()
    const comparison = await compared([json(one)], [json(other)], reread(profile))
    expect(foundIn(comparison)).toHaveLength(1)
  })
})

describe('more is learnt, never less', () => {
  test.each(Object.entries(noise))('%s', async (_, callsOf) => {
    const runs = runsOf(callsOf, 7, 0, 1, 2, 3)
    const once = await learnProfile([runs.slice(0, 3).map(session)])
    const twice = await learnProfile(
      [[session(runs[3]!, 3), session(runs[0]!, 0)]],
      reread(once.profile),
    )
    expect(twice.profile.sessions).toBe(5)
    const places = ({ endpoints }: Profile): string[] =>
      Object.entries(endpoints).flatMap(([endpoint, all]) =>
        Object.keys(all).map((path) => `${endpoint} ${path}`),
      )
    expect(places(twice.profile)).toEqual(expect.arrayContaining(places(once.profile)))
    for (const [before, after] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const [less, more] = await Promise.all(
        [once.profile, twice.profile].map(async (profile) =>
          foundIn(await compared(runs[before]!, runs[after]!, reread(profile))),
        ),
      )
      expect(less!).toEqual(expect.arrayContaining(more!))
    }
  })
})

describe('the file', () => {
  const secret = {
    name: 'Annabel Leigh',
    mail: 'ann@shop.example',
    token: 'kJ8s9Dk2Lq0PzX7vB1nM',
    born: '1849-10-07',
    address: 'Sea street, by the kingdom',
    words: ['nevermore', 'raven'],
  }
  const calls: Call[] = [
    json(secret, {
      headers: [
        ['Authorization', 'Bearer pQ8s9Dk2Lq0PzX7vB1zZ'],
        ['Cookie', 'sid=wQ8s9Dk2Lq0PzX7vB1wW'],
      ],
      responseHeaders: [['Set-Cookie', 'sid=aQ8s9Dk2Lq0PzX7vB1aA; Path=/deep']],
      body: { password: 'hunter22' },
      at: 'POST /api/thing?mail=bob@shop.example',
    }),
    file('text/html', '<p>Quoth the raven</p>'),
  ]

  test('holds no texts of the sessions', async () => {
    const text = printProfile(await learnt(calls, calls))
    const values = [
      ...Object.values(secret).flat(),
      'pQ8s9Dk2Lq0PzX7vB1zZ',
      'wQ8s9Dk2Lq0PzX7vB1wW',
      'aQ8s9Dk2Lq0PzX7vB1aA',
      '/deep',
      'hunter22',
      'bob@shop.example',
      'Quoth',
    ]
    expect(values.filter((value) => text.includes(value))).toEqual([])
    expect(text).toContain('response.body.mail')
  })

  test('is the same whenever it is written, and read, and in whatever order it was made', async () => {
    const profile = await learnt(calls, calls)
    const text = printProfile(profile)
    expect(printProfile(parseProfile(text, 'a'))).toBe(text)
    expect(printProfile(parseProfile(`\uFEFF${text}`, 'a'))).toBe(text)
    const reversed = Object.fromEntries(Object.entries(profile.endpoints).toReversed())
    expect(printProfile({ ...profile, endpoints: reversed })).toBe(text)
    expect(printProfile(await learnt(calls, calls))).toBe(text)
  })

  test('names that are no identifiers are kept', async () => {
    const odd = (stock: number): Call[] => [
      json({ 'a.b': stock, 'c d': [{ 'e"f': stock }], '[]': stock, ü: stock, '': stock }),
    ]
    const profile = await learnt(odd(2), odd(3), odd(4))
    const { findings, noise: silent } = await compared(odd(1), odd(5), profile)
    expect(findings).toEqual([])
    expect(silent).toHaveLength(5)
  })

  test.each([
    ['{ "version": 2, "sessions": 1, "endpoints": {} }', 'FORMAT_NEWER'],
    ['{ "version": 1, "sessions": 1 }', 'FORMAT_UNKNOWN'],
    ['{ "version": 1, "sessions": "1", "endpoints": {} }', 'FORMAT_UNKNOWN'],
    ['{ "version": 1, "sessions": 1, "endpoints": { "GET /": { "a": 1 } } }', 'FORMAT_UNKNOWN'],
    ['{ "log": { "entries": [] } }', 'FORMAT_UNKNOWN'],
    ['[]', 'FORMAT_UNKNOWN'],
    ['null', 'FORMAT_UNKNOWN'],
    ['{ "version": 1,', 'FORMAT_UNKNOWN'],
    ['', 'FORMAT_UNKNOWN'],
  ])('%j is refused: %s', (text, code) => {
    const read = (): Profile => parseProfile(text, 'net.profile.json')
    let refusal: unknown
    try {
      read()
    } catch (error) {
      refusal = error
    }
    expect(isHartifactError(refusal) && refusal.code).toBe(code)
    expect(String(refusal)).toContain('net.profile.json')
  })
})

test('sessions alone, or none, teach values and no noise', async () => {
  const alone = await learnProfile([[session([json({ a: 1 })])], []])
  expect(alone.learnt).toEqual([])
  expect(alone.profile.sessions).toBe(1)
  expect(alone.profile.endpoints['GET /api/thing']?.['response.body.a']?.numbers).toEqual({
    count: 1,
    least: 1,
    most: 1,
    integers: 1,
  })
  expect((await learnProfile([])).profile).toEqual({ version: 1, sessions: 0, endpoints: {} })
})
