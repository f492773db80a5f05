import { describe, expect, test } from 'vitest'
import { compareSources } from './compare-sources.ts'
import type { Comparison } from './comparison.ts'
import { type Call, sourceOf } from './golden/compared-source.contract.ts'
import { compareCalls, context, file, foundIn, json } from './golden/golden-case.contract.ts'

describe('sessions that cannot be compared', () => {
  const before = sourceOf(context, { name: 'before' })
  const compared = (calls: readonly Call[]): Promise<Comparison> =>
    compareSources(before, sourceOf(calls, { name: 'after' }))

  test('without requests', async () => {
    const { findings, problems, verdict } = await compared([])
    expect({ verdict, findings, problems }).toEqual({
      verdict: 'incomparable',
      findings: [],
      problems: ['"after" has no requests.'],
    })
    const neither = await compareSources(sourceOf([]), sourceOf([]))
    expect(neither.problems).toHaveLength(2)
  })

  test('with nothing in common', async () => {
    const { matched, problems, verdict } = await compared(
      ['left', 'right', 'up', 'down'].map((way) => ({ at: `GET /${way}`, response: { [way]: 1 } })),
    )
    expect({ verdict, matched }).toEqual({ verdict: 'incomparable', matched: 0 })
    expect(problems[0]).toContain('(0 %)')
    expect(problems.join(' ')).toContain('only in "after": GET /left (1), GET /right (1)')
  })

  test('with other hosts and other paths: a host map is suggested', async () => {
    const { problems, verdict } = await compared(
      ['left', 'right', 'up'].map((way) => ({
        at: `GET https://new.example/${way}`,
        response: way,
      })),
    )
    expect(verdict).toBe('incomparable')
    expect(problems).toContainEqual(expect.stringContaining("--host-map 'shop.test=new.example'"))
  })

  test('with few requests in common, unless that is allowed', async () => {
    const others = ['left', 'right', 'up'].map((way) => ({ at: `GET /${way}`, response: way }))
    const after = sourceOf([context[0]!, ...others], { name: 'after' })
    const { problems, verdict } = await compareSources(before, after)
    expect(verdict).toBe('incomparable')
    expect(problems[0]).toContain('Only 1 requests')
    expect(problems[0]).toContain('below 80 %')
    const allowed = await compareSources(before, after, { minMatchRate: 0.2 })
    expect(allowed.verdict).not.toBe('incomparable')
  })

  test('the same on another host can be compared', async () => {
    const elsewhere = context.map((call) => ({
      ...call,
      at: call.at.replace(' /', ' https://new.example/'),
    }))
    expect((await compared(elsewhere)).verdict).toBe('equivalent')
  })
})

describe('bodies that are not whole', () => {
  const whole = json({ a: 1, b: 'some words' })

  test.each<[name: string, before: Call, after: Call]>([
    ['lost before', { ...whole, lost: true }, whole],
    ['lost after', whole, { ...whole, lost: true }],
    ['cut off', whole, { ...whole, kept: 4 }],
    ['empty', { ...whole, kept: 0 }, whole],
  ])('%s: no findings, and a remark', async (_, before, after) => {
    for (const repeats of [[], [[before], [whole]]]) {
      const comparison = await compareCalls([before], [after], {}, repeats)
      expect(foundIn(comparison)).toEqual([])
      expect(comparison.remarks).toContainEqual(expect.stringContaining('not whole'))
    }
  })

  test('a body that is lost in a session of before hides nothing', async () => {
    const comparison = await compareCalls([whole], [json({ b: 'some words' })], {}, [
      [{ ...whole, lost: true }],
      [whole],
    ])
    expect(foundIn(comparison)).toEqual(['breaking response.field.removed response.body.a'])
  })

  test('what is no JSON, no matter what it says, is compared as a text', async () => {
    const broken = (text: string): Call[] => [file('application/json', text)]
    const same = await compareCalls(broken('{"a":1,'), broken('{"a":1,'))
    expect(foundIn(same)).toEqual([])
    const other = await compareCalls(broken('{"a":1,'), broken('{"b":1,'))
    expect(foundIn(other)).toHaveLength(1)
  })
})

const many = 100_000
const deep = 10_000

function list(item: (index: number) => unknown): unknown[] {
  return Array.from({ length: many }, (_, index) => item(index))
}

function nested(open: string, leaf: string, close: string): string {
  return open.repeat(deep) + leaf + close.repeat(deep)
}

/** Each changes; what matters is that there is an end, and that the change is not lost. */
describe('bodies that are large or deep', () => {
  test.each<[name: string, before: unknown, after: unknown]>([
    ['a list of numbers', list((index) => index), list((index) => index + 1)],
    [
      'a list of things in another order',
      list((id) => ({ id, size: 1 })),
      list((id) => ({ id: many - 1 - id, size: id === 7 ? 2 : 1 })),
    ],
    [
      'a list of things without ids',
      list((index) => ({ word: `w${index}`, size: index % 10 })),
      list((index) => ({ word: `w${index + 1}`, size: index % 11 })),
    ],
    ['a list of equal items', list(() => ({ a: 1 })), [...list(() => ({ a: 1 })), { a: 2 }]],
    ['a list that was empty', [], list((index) => ({ index }))],
    [
      'lines',
      list((index) => `line ${index}`).join('\n'),
      list((index) => `line ${index}!`).join('\n'),
    ],
    ['a text in one line', 'ab '.repeat(1_700_000), `c ${'ab '.repeat(1_700_000)}`],
    ['a text in JSON', { text: 'ab '.repeat(1_700_000) }, { text: `c ${'ab '.repeat(1_700_000)}` }],
  ])('%s', async (_, before, after) => {
    const { findings, verdict } = await compareCalls([json(before)], [json(after)], {
      failOn: 'info',
    })
    expect(verdict).toBe('different')
    expect(findings.length).toBeLessThan(100)
  })

  test.each<[name: string, type: string, before: string, after: string]>([
    ['lists', 'application/json', nested('[', '1', ']'), nested('[', '2', ']')],
    ['objects', 'application/json', nested('{"a":', '1', '}'), nested('{"a":', '2', '}')],
    ['a page', 'text/html', nested('<p>', 'one', '</p>'), nested('<i>', 'one', '</i>')],
    ['a document', 'text/xml', nested('<a>', 'one', '</a>'), nested('<b>', 'one', '</b>')],
  ])('%s in one another', async (_, type, before, after) => {
    for (const repeats of [[], [[file(type, before)], [file(type, before)]]]) {
      const { verdict } = await compareCalls(
        [file(type, before)],
        [file(type, after)],
        { failOn: 'info' },
        repeats,
      )
      expect(verdict).toBe('different')
    }
  })

  test('messages', async () => {
    const live = (kinds: number): Call[] => [
      {
        at: 'GET wss://shop.test/live',
        status: 101,
        messages: list((index) => ({ type: `kind ${index % kinds}` })).map(
          (data) => ['received', data] as const,
        ),
      },
    ]
    const comparison = await compareCalls(live(5), live(6))
    expect(foundIn(comparison)).toContain(
      'warning response.array.shorter messages["received kind 0"]',
    )
  })
})

test('names that JavaScript has uses for are names as all others', async () => {
  const body = (value: number): Call => file('application/json', `{"__proto__":{"a":${value}}}`)
  const proto = await compareCalls([body(1)], [body(2)])
  expect(foundIn(proto)).toEqual(['warning response.value.changed response.body.__proto__.a'])
  const others = await compareCalls([json({ constructor: 1 })], [json({ toString: 1 })])
  expect(foundIn(others)).toHaveLength(2)
})
