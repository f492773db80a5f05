import type { Entry } from './entry.ts'

/** What {@link describeEntry} needs of an entry, so that an entry of a HAR will do as well. */
export interface EntryOutline {
  readonly request: Pick<Entry['request'], 'method' | 'url'>
  readonly response?: Pick<NonNullable<Entry['response']>, 'status'> | undefined
  readonly failure?: Pick<NonNullable<Entry['failure']>, 'kind' | 'code'> | undefined
  readonly timings: Pick<Entry['timings'], 'total'>
}

/** Options of {@link describeEntry}. */
export interface EntryLineOptions {
  /** `path`: only path and query (default), or host and port of a `CONNECT`; `full`: the whole URL. */
  readonly url?: 'path' | 'full'
}

/** Characters of a URL that are shown. */
const longest = 120

/**
 * An entry in one line for people: method, URL, outcome, duration. Durations are in ms below one
 * second, else in s. The URL is shown as it is stored, that is redacted, and cut when it is long.
 *
 * @example
 * ```ts
 * describeEntry(entry) // POST /pay 500 after 1.2 s
 * describeEntry(entry, { url: 'full' }) // GET https://shop.test/api/me failed (ECONNREFUSED) after 3 ms
 * ```
 */
export function describeEntry(
  entry: EntryOutline,
  { url = 'path' }: EntryLineOptions = {},
): string {
  const { request, timings } = entry
  const target = cut(url === 'full' ? request.url : targetOf(request))
  const duration = timings.total === null ? '' : ` after ${durationText(timings.total)}`
  return printable(`${request.method} ${target} ${outcomeOf(entry)}${duration}`)
}

/** `980 µs` is said as `1 ms`; `12 ms`, `1.2 s`, `75 s`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = ms / 1000
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

function outcomeOf({ failure, response }: EntryOutline): string {
  if (!failure) return response ? String(response.status) : 'without a response yet'
  const status = response ? `${response.status}, then ` : ''
  if (failure.kind === 'client-aborted') return `${status}aborted by the client`
  if (failure.kind === 'unfinished') return `${status}cut off at the end of the recording`
  return `${status}failed (${failure.code ?? failure.kind})`
}

/** A tunnel leads to a host and a port, and has no path. */
function targetOf({ method, url }: EntryOutline['request']): string {
  const authority = method === 'CONNECT' ? /^[^:/?#]+:\/\/([^/?#]+)/.exec(url)?.[1] : undefined
  return authority ?? pathOf(url)
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}

function cut(url: string): string {
  return url.length <= longest ? url : `${url.slice(0, longest - 1)}…`
}

/** What came over the wire must not steer the reader's terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?')
}
