import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSources } from '../compare/compare-sources.ts'
import type { ComparedSource } from '../compare/exchange.ts'
import type { Entry } from '../entry/entry.ts'
import type { HeaderList } from '../entry/headers.ts'
import { sessions } from '../formats/session-arbitraries.contract.ts'
import type { MemorySession } from '../formats/session-fixtures.contract.ts'

/** Without an entry there is nothing to compare. */
const filled = sessions().filter(({ entries }) => entries.length > 0)

function sourceOf({ bodies, entries }: MemorySession): ComparedSource {
  return {
    name: 'random',
    entries,
    body: ({ sha256, truncated }) => bodies.get(sha256)?.slice(0, truncated?.size),
  }
}

test('a session is equivalent to itself, with whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(filled, async (session) => {
      const { findings, noise, verdict } = await compareSources(
        sourceOf(session),
        sourceOf(session),
      )
      expect({ verdict, findings, noise }).toEqual({
        verdict: 'equivalent',
        findings: [],
        noise: [],
      })
    }),
  )
})

test('ids and times of entries, and the case of header names, make no difference', async () => {
  await fc.assert(
    fc.asyncProperty(filled, async (session) => {
      const entries = session.entries.map((entry, index) => ({
        ...entry,
        id: `other-${index}`,
        startedAt: new Date(2e12 + index * 1000).toISOString(),
        ...withHeaders(entry, (headers) =>
          headers.map(([name, value]) => [name.toUpperCase(), value]),
        ),
      }))
      const { findings } = await compareSources(
        sourceOf(session),
        sourceOf({ ...session, entries }),
        { latency: false },
      )
      expect(findings).toEqual([])
    }),
  )
})

test('any sessions can be compared, and the outcome written down in every way', async () => {
  await fc.assert(
    fc.asyncProperty(filled, filled, filled, async (before, after, baseline) => {
      const comparison = await compareSources(sourceOf(before), sourceOf(after), {
        baselines: [sourceOf(baseline)],
        minMatchRate: 0,
      })
      const written = [
        comparison.text(),
        comparison.markdown(),
        comparison.junit(),
        comparison.github(),
        comparison.htmlData(),
        JSON.stringify([comparison.json({ showNoise: true }), comparison.sarif()]),
      ]
      expect(written.every((text) => typeof text === 'string')).toBe(true)
    }),
    { numRuns: 50 },
  )
})

function withHeaders(
  { request, response }: Entry,
  change: (headers: HeaderList) => HeaderList,
): Pick<Entry, 'request'> & Partial<Pick<Entry, 'response'>> {
  return {
    request: { ...request, headers: change(request.headers) },
    ...(response && { response: { ...response, headers: change(response.headers) } }),
  }
}
