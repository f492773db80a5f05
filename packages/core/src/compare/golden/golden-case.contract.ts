import type { HeaderList } from '../../entry/headers.ts'
import { type CompareSourcesOptions, compareSources } from '../compare-sources.ts'
import type { Comparison } from '../comparison.ts'
import type { Finding } from '../finding.ts'
import { type Call, sourceOf } from './compared-source.contract.ts'

/** A change, and what is to be found. */
export interface GoldenCase {
  readonly name: string
  readonly before: readonly Call[]
  readonly after: readonly Call[]
  /** The second and third session of before where they differ from the first. */
  readonly repeats?: readonly [readonly Call[], readonly Call[]]
  readonly options?: CompareSourcesOptions
  /** As {@link foundIn} gives them: with one session before, and with three where that differs. */
  readonly found: readonly string[]
  readonly foundByThree?: readonly string[]
}

/** Requests that are the same in all sessions, so that there is something to compare. */
export const context: readonly Call[] = [
  { at: 'GET /api/cart', response: { lines: [], currency: 'EUR' } },
  { at: 'GET /api/menu', response: { entries: ['lamps', 'chairs'] } },
  { at: 'GET /api/news', response: { headline: 'Sale', body: 'Everything must go.' } },
  { at: 'GET /api/help', response: { topics: { delivery: true, returns: false } } },
]

/** A response with a body, at an address of its own. */
export function json(response: unknown, more: Partial<Call> = {}): Call {
  return { at: 'GET /api/thing', response, ...more }
}

/** A response of which only the headers matter. */
export function withHeaders(...responseHeaders: HeaderList): Call {
  return json({ ok: true }, { responseHeaders })
}

/** A response that is no JSON. */
export function file(type: string, response: unknown, at = 'GET /file'): Call {
  return { at, response, responseHeaders: [['Content-Type', type]] }
}

/** Compares two sessions with these calls among others, after one or three sessions of before. */
export function compareCalls(
  before: readonly Call[],
  after: readonly Call[],
  options: CompareSourcesOptions = {},
  repeats: ReadonlyArray<readonly Call[]> = [],
): Promise<Comparison> {
  return compareSources(session('before', before, 0), session('after', after, 9), {
    ...options,
    baselines: repeats.map((calls, index) => session(`repeat ${index}`, calls, index + 1)),
  })
}

function session(name: string, calls: readonly Call[], run: number): ReturnType<typeof sourceOf> {
  return sourceOf([...context, ...calls], { name, run })
}

/** `severity rule path`, sorted; the path is left out where it is the whole exchange. */
export function foundIn({ findings }: Pick<Comparison, 'findings'>): string[] {
  return findings.map((finding) => textOf(finding)).toSorted()
}

function textOf({ path, rule, severity }: Finding): string {
  return [severity, rule, path].join(' ').trim()
}
