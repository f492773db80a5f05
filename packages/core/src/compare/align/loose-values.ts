import { isTreeObject, type Tree } from '../tree.ts'
import type { Facts } from './facts.ts'
import type { Matching } from './matching.ts'
import { valueOfKey } from './thing.ts'

const mostNodes = 200
const mostParameters = 32
const longest = 64
const largestBody = 65_536

/** How well the known aliases explain what differs between two requests, 0 to 1. */
export type ExplainValues = (before: Facts, after: Facts) => number

/**
 * Ids may be where no name says so: `{ "p": 17 }`. Values that one request has and the other has not
 * are explained when one is the alias of another.
 */
export function explainValues(matching: Matching): ExplainValues {
  let aliases: ReadonlyMap<string, ReadonlySet<string>> | undefined
  const known = new Map<Facts, ReadonlySet<string>>()
  function valuesOf(facts: Facts): ReadonlySet<string> {
    const values = known.get(facts) ?? looseValues(facts)
    known.set(facts, values)
    return values
  }
  return (before, after) => {
    const values = valuesOf(before)
    const others = valuesOf(after)
    aliases ??= aliasesByValue(matching)
    if (aliases.size === 0) return 0
    const different = [...values].filter((value) => !others.has(value))
    const explained = different.filter((value) =>
      [...(aliases?.get(value) ?? [])].some((alias) => others.has(alias) && !values.has(alias)),
    )
    return explained.length / Math.max(1, different.length)
  }
}

/** One value may be the id of several things. */
function aliasesByValue({ aliases }: Matching): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [key, alias] of aliases) {
    const values = found.get(valueOfKey(key)) ?? new Set()
    found.set(valueOfKey(key), values.add(valueOfKey(alias)))
  }
  return found
}

/** Short values of the query and the body of a request. */
function looseValues({ exchange }: Facts): ReadonlySet<string> {
  const { requestContent: content, target } = exchange
  const values = new Set(target.query.slice(0, mostParameters).map(([, value]) => value))
  const isRead = content && content.size <= largestBody && !content.problem
  const rest: Tree[] =
    isRead && /^(json|form|multipart)$/.test(content.kind) ? [content.tree()] : []
  for (let count = 0; rest.length > 0 && count < mostNodes; count++) {
    const value = rest.pop()!
    if (Array.isArray(value)) rest.push(...(value as Tree[]).slice(0, mostNodes))
    else if (isTreeObject(value)) rest.push(...Object.values(value).slice(0, mostNodes))
    else if (typeof value === 'number' || typeof value === 'bigint') values.add(String(value))
    else if (typeof value === 'string' && value.length <= longest) values.add(value)
  }
  return values
}
