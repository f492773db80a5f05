import { groupBy } from '../group-by.ts'
import { isTreeObject, type Tree } from '../tree.ts'
import { isNaming } from './entity.ts'
import type { MeasureInput, NamedExchange } from './measurement.ts'

/** An endpoint that gave several things at once, and is no longer asked for them. */
export interface LostBatch {
  readonly endpoint: string
  /** Of the first session of before. */
  readonly exchanges: readonly NamedExchange[]
}

/**
 * The request for several things that single ones stand for now: there in every session of before,
 * not there after, and about the same things.
 *
 * @param singles - requests after
 */
export function lostBatch(
  singles: readonly NamedExchange[],
  { after, alignment, samples }: MeasureInput,
): LostBatch | undefined {
  const now = new Set(after.map(({ endpoint }) => endpoint))
  const stillAsked = new Set(after.filter(asksForMany).map(({ endpoint }) => endpoint))
  const [first, ...others] = samples.map((sample) => groupBy(sample, ({ endpoint }) => endpoint))
  for (const [endpoint, exchanges] of first ?? []) {
    // The list itself may still be asked for at the path where single ones were named before.
    const lost = now.has(endpoint)
      ? stillAsked.has(endpoint)
        ? []
        : exchanges.filter(asksForMany)
      : exchanges.filter((batch) => asksForMany(batch) || givesMany(batch))
    const isAlways = others.every((groups) => groups.has(endpoint))
    if (isAlways && lost.some((batch) => isAbout(batch, singles, alignment.aliases))) {
      return { endpoint, exchanges: lost }
    }
  }
  return undefined
}

/** Several values for one parameter. */
function asksForMany({ exchange }: NamedExchange): boolean {
  return exchange.entry.request.method === 'GET' && idsOf(exchange.target.query).length > 0
}

/** A list of objects in the response to a read, also to one that names them in its body. */
function givesMany({ exchange }: NamedExchange): boolean {
  const { entry, responseContent: content } = exchange
  if (entry.request.method !== 'GET' && entry.request.method !== 'POST') return false
  if (content?.kind !== 'json' || content.problem) return false
  const tree = content.tree()
  const candidates = isTreeObject(tree) ? Object.values(tree) : [tree]
  return candidates.some(
    (value) => isList(value) && value.length >= 2 && value.every((item) => isTreeObject(item)),
  )
}

function isList(value: Tree): value is readonly Tree[] {
  return Array.isArray(value)
}

/** Under the same path, or asked for the same ids. */
function isAbout(
  batch: NamedExchange,
  singles: readonly NamedExchange[],
  aliases: ReadonlyMap<string, string>,
): boolean {
  const known = new Set(
    idsOf(batch.exchange.target.query).flatMap((id) => [id, aliases.get(id) ?? id]),
  )
  const { host, segments } = batch.exchange.target
  return singles.some(
    ({ exchange: { target } }) =>
      target.segments.some((segment) => known.has(segment)) ||
      (target.host === host && collectionOf(target.segments) === collectionOf(segments)),
  )
}

/** The first part of a path that is a name of its own: `products` of `/api/v2/products/17`. */
function collectionOf(segments: readonly string[]): string | undefined {
  return segments.find((segment) => !/^(api|rest|v\d+(\.\d+)*|[a-z]{2}(-[A-Z]{2})?)$/.test(segment))
}

/** Ids in parameters that are given several times or as a list with commas. */
function idsOf(query: ReadonlyArray<readonly [name: string, value: string]>): string[] {
  const parameters = groupBy(query, ([name]) => name).values()
  return [...parameters]
    .map((given) => ({
      name: given[0]?.[0] ?? '',
      values: given.flatMap(([, value]) => value.split(',')),
    }))
    .filter(({ name, values }) => {
      // Names of fields and orders are lists as well.
      const areIds = isNaming(name) || values.every((value) => /^[\w-]*\d[\w-]*$/.test(value))
      return values.length > 1 && areIds
    })
    .flatMap(({ values }) => values)
}
