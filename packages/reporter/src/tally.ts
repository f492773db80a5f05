import { describeEntry, type Entry, type EntryOutline } from '@hartifact/core'

/** An entry without what no report says of it. */
export interface Outline extends EntryOutline {
  /** Bytes of both bodies on the wire. */
  readonly bytes: number
  /** WebSockets and event streams last as long as somebody wants them to. */
  readonly isStream?: boolean
}

/** The numbers of one session, and the entries worth a mention. */
export interface Tally {
  readonly requests: number
  readonly bytes: number
  /** See {@link troubleOf}; without those that hang. */
  readonly failed: number
  /** Worst first, at most {@link mentioned}. */
  readonly worst: readonly Outline[]
  readonly slowest?: Outline
  /** Where most requests went; these are shown without it. */
  readonly origin?: string
}

/** How many entries a line mentions. */
export const mentioned = 3

/**
 * How bad an entry is: 1 broken off, 2 status 500 and above, 3 status 400 to 499, 4 without an end
 * when the recording ended; `undefined` for nothing of the kind. That the client itself gave up is
 * nothing: browsers do so at every navigation.
 */
export function troubleOf({ failure, response }: EntryOutline): 1 | 2 | 3 | 4 | undefined {
  if (failure && failure.kind !== 'client-aborted' && failure.kind !== 'unfinished') return 1
  if ((response?.status ?? 0) >= 500) return 2
  if ((response?.status ?? 0) >= 400) return 3
  return failure?.kind === 'unfinished' || (!failure && !response) ? 4 : undefined
}

/** Worst first; of two that are equally bad the one that took longer. */
export function byTrouble(one: Outline, other: Outline): number {
  const difference = (troubleOf(one) ?? 5) - (troubleOf(other) ?? 5)
  return difference || (other.timings.total ?? 0) - (one.timings.total ?? 0)
}

/** Keeps only what is told. */
export function outlineOf({ failure, messages, request, response, timings }: Entry): Outline {
  return {
    request: { method: request.method, url: request.url },
    ...(response && { response: { status: response.status } }),
    ...(failure && {
      failure: { kind: failure.kind, ...(failure.code !== undefined && { code: failure.code }) },
    }),
    timings: { total: timings.total },
    bytes: (request.body?.size ?? 0) + (response?.body?.size ?? 0),
    ...((messages || response?.status === 101) && { isStream: true }),
  }
}

/** Counts entries. */
export async function tally(entries: AsyncIterable<Outline>): Promise<Tally> {
  let requests = 0
  let bytes = 0
  let failed = 0
  let worst: Outline[] = []
  let slowest: Outline | undefined
  const origins = new Map<string, number>()
  for await (const entry of entries) {
    requests++
    bytes += entry.bytes
    const trouble = troubleOf(entry)
    if (trouble !== undefined) worst = [...worst, entry].toSorted(byTrouble).slice(0, mentioned)
    if (trouble !== undefined && trouble < 4) failed++
    const isSlower = (entry.timings.total ?? -1) > (slowest?.timings.total ?? -1)
    if (isSlower && !entry.isStream) slowest = entry
    const origin = originOf(entry)
    origins.set(origin, (origins.get(origin) ?? 0) + 1)
  }
  const [origin] = [...origins].toSorted((one, other) => other[1] - one[1])
  return {
    requests,
    bytes,
    failed,
    worst,
    ...(slowest && { slowest }),
    ...(origin && { origin: origin[0] }),
  }
}

/** An entry in one line; without the origin when it is the usual one. */
export function lineOf(entry: Outline, usual: string | undefined): string {
  return describeEntry(entry, { url: originOf(entry) === usual ? 'path' : 'full' })
}

function originOf({ request: { url } }: EntryOutline): string {
  if (!URL.canParse(url)) return ''
  const { host, protocol } = new URL(url)
  // A WebSocket goes to the same server as the page.
  return `${protocol.replace(/^ws/, 'http')}//${host}`
}
