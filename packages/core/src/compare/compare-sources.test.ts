import { describe, expect, test } from 'vitest'
import { compareCalls, foundIn, type GoldenCase } from './golden/golden-case.contract.ts'
import { headers } from './golden/headers.contract.ts'
import { measures } from './golden/measures.contract.ts'
import { noise } from './golden/noise.contract.ts'
import { outcomes } from './golden/outcomes.contract.ts'
import { requests } from './golden/requests.contract.ts'
import { runOf } from './golden/run.contract.ts'
import { values } from './golden/values.contract.ts'
import { rules } from './rules.ts'

const groups: ReadonlyArray<readonly [name: string, cases: readonly GoldenCase[]]> = [
  ['exchanges and contents', outcomes],
  ['data', values],
  ['headers and cookies', headers],
  ['requests', requests],
  ['time, sizes and counts', measures],
]

describe.each(groups)('%s', (_, cases) => {
  test.each(cases)('$name', async ({ after, before, found, options }) => {
    const comparison = await compareCalls(before, after, options)
    expect(foundIn(comparison)).toEqual(found.toSorted())
    const isDifferent = found.some((text) => text.startsWith('breaking'))
    expect(comparison.verdict).toBe(isDifferent ? 'different' : 'equivalent')
  })

  test.each(cases)('$name, with three sessions before', async (golden) => {
    const { after, before, found, foundByThree = found, options } = golden
    for (const repeats of ordersOf(golden)) {
      const comparison = await compareCalls(before, after, options, repeats)
      expect(foundIn(comparison)).toEqual(foundByThree.toSorted())
      const isDifferent = foundByThree.some((text) => !text.startsWith('info'))
      expect(comparison.verdict).toBe(isDifferent ? 'different' : 'equivalent')
    }
  })
})

test('the cases above have every rule that exists in them', () => {
  const found = new Set(
    groups.flatMap(([, cases]) =>
      cases.flatMap((golden) => [...golden.found, ...(golden.foundByThree ?? [])]),
    ),
  )
  const ruled = new Set([...found].map((text) => text.split(' ')[1]))
  // A retry is always noise, and ids are renewed only where several sessions agreed about them.
  expect(Object.keys(rules).filter((rule) => !ruled.has(rule))).toEqual([
    'response.ids.renewed',
    'request.retried',
  ])
})

describe('what differs although nothing changed', () => {
  const cases = Object.entries(noise)
  const seeds = [1, 2, 3, 4]

  test.each(cases)('%s: nothing after three sessions', async (_, callsOf) => {
    for (const seed of seeds) {
      const [before, one, other, after] = [0, 1, 2, 9].map((run) => callsOf(runOf(seed, run)))
      const comparison = await compareCalls(before!, after!, {}, [one!, other!])
      expect({ seed, found: foundIn(comparison) }).toEqual({ seed, found: [] })
    }
  })

  test.each(cases)('%s: nothing breaking after one', async (_, callsOf) => {
    for (const seed of seeds) {
      const [before, after] = [0, 9].map((run) => callsOf(runOf(seed, run)))
      const { verdict } = await compareCalls(before!, after!)
      expect({ seed, verdict }).toEqual({ seed, verdict: 'equivalent' })
    }
  })

  test('all of it at once', async () => {
    for (const seed of seeds) {
      const [before, one, other, after] = [0, 1, 2, 9].map((number) => {
        const run = runOf(seed, number)
        return cases.flatMap(([name, callsOf], index) =>
          // An endpoint of its own for each, as in an application.
          callsOf(run).map((call) => ({ ...call, at: apart(call.at, index), name })),
        )
      })
      const comparison = await compareCalls(before!, after!, {}, [one!, other!])
      expect({ seed, found: foundIn(comparison) }).toEqual({ seed, found: [] })
      expect(comparison.matched).toBeGreaterThan(cases.length)
    }
  })

  test('hosts with another name, when a host map says so', async () => {
    const at = (host: string) => [
      {
        at: `GET https://${host}/api/thing`,
        response: { self: `https://${host}/api/thing` },
        responseHeaders: [['Location', `https://${host}/api/other`]] as const,
      },
    ]
    const before = at('uat1.shop.test')
    const comparison = await compareCalls(
      before,
      at('uat2.shop.test'),
      { hostMap: { 'uat1.*': 'uat2.*' } },
      [before, before],
    )
    expect(foundIn(comparison)).toEqual([])
  })
})

/** In both orders, where they differ. */
function ordersOf({ before, repeats }: GoldenCase): Array<ReadonlyArray<GoldenCase['before']>> {
  return repeats ? [repeats, repeats.toReversed()] : [[before, before]]
}

function apart(at: string, index: number): string {
  return at.replace(
    / (https:\/\/[^/]+)?/,
    (start) => `${start}/${'abcdefghijklmnopqrstuvwxyz'[index]}x`,
  )
}
