import { getHeader } from '../../entry/headers.ts'
import { groupBy } from '../group-by.ts'
import { lostBatch } from './batch.ts'
import { type Entity, entityOf, isDataRead, isPageView } from './entity.ts'
import { type AskedList, askedList } from './lists.ts'
import {
  type Measurement,
  type MeasureInput,
  type NamedExchange,
  numbersOf,
} from './measurement.ts'

/** So many more requests for different things are told whatever they are for. */
const many = 5

/** So many are enough when a list names what they ask for, or a request for all of them is gone. */
const some = 3

/** Endpoints that are looked into; more grow only where everything is different. */
const mostEndpoints = 10

/**
 * Finds endpoints that are asked once for each of many things where one request, or few, did before:
 * an N+1 query over HTTP. Only different things on one page view count, so that polls, retries, equal
 * requests and more page views are none of it.
 */
export function measureNPlusOne(input: MeasureInput): Measurement[] {
  const samples = input.samples.map((sample) => groupReads(sample))
  const secondary = new Set(
    input.alignment.onlyAfter.flatMap(({ exchange, role }) => (role ? [exchange.number] : [])),
  )
  const after = groupReads(input.after.filter(({ exchange }) => !secondary.has(exchange.number)))
  return [...after]
    .map(([endpoint, reads]) => ({
      endpoint,
      reads,
      before: samples.map((groups) => groups.get(endpoint) ?? []),
    }))
    .filter(({ before, reads }) => growth(reads, before) >= some)
    .toSorted((one, other) => other.reads.length - one.reads.length)
    .slice(0, mostEndpoints)
    .flatMap(({ before, endpoint, reads }) => judge(endpoint, reads, before, input) ?? [])
}

/** A request for data, what it asks for, and on which page view. */
interface Read {
  readonly named: NamedExchange
  readonly entity: Entity
  readonly view: string
}

function groupReads(session: readonly NamedExchange[]): ReadonlyMap<string, readonly Read[]> {
  const views = new Map<NamedExchange, string>()
  let pages = 0
  for (const named of session) {
    if (isPageView(named.exchange)) pages++
    const referer = getHeader(named.exchange.entry.request.headers, 'referer') ?? ''
    views.set(named, `${pages} ${referer}`)
  }
  const reads = session
    .filter(isDataRead)
    .map((named) => ({ named, entity: entityOf(named), view: views.get(named) ?? '' }))
  return groupBy(reads, ({ named }) => named.endpoint)
}

/** By how many different things more are asked for on one page view, against all sessions before. */
function growth(after: readonly Read[], before: ReadonlyArray<readonly Read[]>): number {
  const all = (reads: readonly Read[]): number =>
    new Set(reads.map(({ entity }) => entity.key)).size
  const onOneView = (reads: readonly Read[]): number => {
    const views = [...groupBy(reads, ({ view }) => view).values()]
    return views.reduce((most, view) => Math.max(most, all(view)), 0)
  }
  return Math.min(
    onOneView(after) - Math.max(0, ...before.map(onOneView)),
    all(after) - Math.max(0, ...before.map(all)),
  )
}

function judge(
  endpoint: string,
  reads: readonly Read[],
  before: ReadonlyArray<readonly Read[]>,
  input: MeasureInput,
): Measurement | undefined {
  const list = listBehind(reads, input.after)
  // With more items in the list there are more requests, as there always were.
  if (
    list &&
    list.asked > 1 &&
    before.every((sample, at) => isForWholeList(sample, input.samples[at] ?? []))
  ) {
    return undefined
  }
  const batch = lostBatch(
    reads.map(({ named }) => named),
    input,
  )
  const most = Math.max(0, ...before.map((sample) => sample.length))
  const isForList =
    list !== undefined &&
    list.asked >= some &&
    list.asked * 2 >= list.length &&
    reads.length >= most * 2
  const isMany = growth(reads, before) >= many && reads.length >= most * 1.5
  if (!batch && !isForList && !isMany) return undefined
  const listed = input.after.find(({ exchange }) => exchange === list?.exchange)
  const cause = batch
    ? `, in place of ${batch.endpoint}`
    : listed
      ? `, after ${listed.endpoint} with a list of ${list?.length}`
      : ''
  return {
    rule: 'requests.n-plus-one',
    endpoint,
    before: most,
    after: reads.length,
    beforeEntries: batch
      ? numbersOf(batch.exchanges)
      : numbersOf((before[0] ?? []).map(({ named }) => named)),
    afterEntries: numbersOf(reads.map(({ named }) => named)),
    message: `${most} ${most === 1 ? 'request' : 'requests'} before, ${reads.length} after, each for something else${cause}.`,
  }
}

/** The list that names what these requests ask for. */
function listBehind(
  reads: readonly Read[],
  session: readonly NamedExchange[],
): AskedList | undefined {
  const counts = new Map<string, number>()
  const last = new Map<string, number>()
  for (const { entity, named } of reads) {
    for (const value of new Set(entity.values)) {
      counts.set(value, (counts.get(value) ?? 0) + 1)
      last.set(value, Math.max(last.get(value) ?? -1, named.exchange.number))
    }
  }
  // What all of them have in common names none of them.
  for (const [value, count] of counts) {
    if (count === reads.length && reads.length > 1) last.delete(value)
  }
  return askedList(
    session.map(({ exchange }) => exchange),
    last,
  )
}

function isForWholeList(reads: readonly Read[], session: readonly NamedExchange[]): boolean {
  if (reads.length < 2) return false
  const list = listBehind(reads, session)
  return list !== undefined && list.asked >= 2 && list.asked >= 0.8 * list.length
}
