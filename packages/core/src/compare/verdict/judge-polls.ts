import type { Pair } from '../align/alignment.ts'
import type { Content } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'
import { maskVolatile } from '../values/mask.ts'
import { classOf, isVolatileClass } from '../values/value-class.ts'
import type { Judgement } from './judgement.ts'
import { valueText } from './value-text.ts'
import { valuesAt } from './values-at.ts'

/** For the last request of a poll before: the ones that came earlier. */
export type PollEnds = ReadonlyMap<Exchange, readonly Exchange[]>

/** Requests that read the same URL several times, in order. */
export function pollEnds(exchanges: readonly Exchange[]): PollEnds {
  const runs = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    const { method } = exchange.entry.request
    if (method !== 'GET' && method !== 'POST') continue
    const key = keyOf(exchange)
    const run = runs.get(key)
    if (run) run.push(exchange)
    else runs.set(key, [exchange])
  }
  const ends = new Map<Exchange, readonly Exchange[]>()
  for (const run of runs.values()) {
    if (run.length > 1) ends.set(run.at(-1) as Exchange, run.slice(0, -1))
  }
  return ends
}

/** Cache busters and times differ from one request of a poll to the next. */
function keyOf({ entry, requestContent, target }: Exchange): string {
  const query = target.query.map(
    ([name, value]) => `${name}=${isBuster(value) || counters.test(name) ? '' : value}`,
  )
  const body = requestContent ? bodyKey(requestContent) : ''
  return [entry.request.method, target.host, target.path, ...query.toSorted(), body].join(' ')
}

/** Parameters that say how often or how long it was asked. */
const counters = /^(?:seen|since|attempt|try|retry|retries|wait|timeout|seq|poll|round|n)$/i

/** Bodies are read up to this size. */
const mostBytes = 10_000

/** Members in any order; the id of a JSON-RPC call is another one for each. */
function bodyKey(content: Content): string {
  if (content.size > mostBytes) return content.hash
  const body = content.tree()
  const isCall = isTreeObject(body) && body['jsonrpc'] !== undefined
  const text = JSON.stringify(body, (name, part: unknown) => {
    if (typeof part === 'bigint') return part.toString()
    if (isCall && name === 'id' && part === body['id']) return undefined
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(
      Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    )
  })
  return maskVolatile(text)
}

function isBuster(value: string): boolean {
  return /^\d{9,}$/.test(value) || isVolatileClass(classOf(value))
}

/** The requests of polls: of three or more that ask the same, or of two that got different answers. */
export function pollMembers(...sides: readonly PollEnds[]): Set<Exchange> {
  return membersOf(
    sides,
    (end, earlier) =>
      isLong(end, earlier) ||
      earlier.some(({ responseContent }) => responseContent?.hash !== end.responseContent?.hash),
  )
}

/** The requests of polls of which one more or less says nothing: two may be two things. */
export function longPolls(...sides: readonly PollEnds[]): Set<Exchange> {
  return membersOf(sides, isLong)
}

function isLong(_: Exchange, earlier: readonly Exchange[]): boolean {
  return earlier.length > 1
}

function membersOf(sides: readonly PollEnds[], isPoll: typeof isLong): Set<Exchange> {
  return new Set(
    sides.flatMap((ends) =>
      [...ends].flatMap(([end, earlier]) => (isPoll(end, earlier) ? [...earlier, end] : [])),
    ),
  )
}

/** The last requests of a poll before and of the one after that took its place. */
export function pollPairs(
  pairs: readonly Pair[],
  before: PollEnds,
  after: PollEnds,
): Array<Pick<Pair, 'before' | 'after' | 'endpoint'>> {
  const endOf = new Map<Exchange, Exchange>()
  for (const [end, earlier] of after) for (const one of [...earlier, end]) endOf.set(one, end)
  const partners = new Map(pairs.map((pair) => [pair.before, pair]))
  return [...before].flatMap(([end, earlier]) => {
    const pair = [end, ...earlier.toReversed()].map((one) => partners.get(one)).find(Boolean)
    if (!pair) return []
    return [{ before: end, after: endOf.get(pair.after) ?? pair.after, endpoint: pair.endpoint }]
  })
}

/** A poll that ends in a state that was only a passing one before never came to its end. */
export function unfinishedOf(
  earlier: readonly Exchange[],
  judgements: readonly Judgement[],
): Judgement[] {
  return judgements
    .filter((judgement) => isUnfinished(judgement, earlier))
    .map((judgement) => unfinished(judgement))
}

function isUnfinished(
  { after, before, path, rule }: Judgement,
  earlier: readonly Exchange[],
): boolean {
  if (path[0] !== 'response' || path[1] !== 'body') return false
  if (
    !/^response\.(?:value|type|field\.removed)/.test(rule) ||
    before === undefined ||
    !isState(before)
  )
    return false
  const seen = earlier.flatMap((exchange) => valuesAt(exchange, path))
  return !seen.includes(before) && (after === undefined || seen.includes(after)) && seen.length > 0
}

/** Words and flags; numbers only get nearer to their end. */
function isState(value: Tree): boolean {
  return (
    typeof value === 'boolean' || (typeof value === 'string' && /^[\p{L}_ -]{2,40}$/u.test(value))
  )
}

function unfinished(judgement: Judgement): Judgement {
  const { after, before, path } = judgement
  return {
    rule: 'response.state.unfinished',
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    message: `Polling ended with ${valueText(after)}, before it ended with ${valueText(before)}.`,
  }
}
