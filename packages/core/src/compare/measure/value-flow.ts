import { isIdName } from '../align/names.ts'
import type { Content } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'
import { classOf, isTimeClass, isVolatileClass } from '../values/value-class.ts'

/** Values of a session that are looked at, all together. */
export interface ValueBudget {
  left: number
}

/** Shorter texts and smaller numbers are the same by chance. */
const shortest = 6
const smallestNumber = 100

/** Ids and tokens in the body of a response. */
export function producedValues(exchange: Exchange, budget: ValueBudget): string[] {
  return valuesOf(exchange.responseContent, budget)
}

/** Ids and tokens in URL, `authorization` and body of a request. */
export function usedValues(
  { entry, requestContent, target }: Exchange,
  budget: ValueBudget,
): string[] {
  const credentials = entry.request.headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? value.split(' ').slice(1) : [],
  )
  return [
    ...target.segments.filter((segment) => isTelling(segment, true)),
    ...target.query.flatMap(([name, value]) => (isTelling(value, isIdName(name)) ? [value] : [])),
    ...credentials.filter((value) => isTelling(value, false)),
    ...valuesOf(requestContent, budget),
  ]
}

function valuesOf(content: Content | undefined, budget: ValueBudget): string[] {
  if (!content || content.problem) return []
  if (content.kind !== 'json' && content.kind !== 'form') return []
  const values: string[] = []
  const waiting: Array<readonly [value: Tree, isId: boolean]> = [[content.tree(), false]]
  while (waiting.length > 0 && budget.left-- > 0) {
    const [value, isId] = waiting.pop()!
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
      const text = String(value)
      if (isTelling(text, isId)) values.push(text)
    } else if (isTreeObject(value)) {
      for (const [name, inner] of Object.entries(value)) waiting.push([inner, isIdName(name)])
    } else if (Array.isArray(value)) {
      for (const item of value as readonly Tree[]) waiting.push([item, isId])
    }
  }
  return values
}

/**
 * Whether a value that appears twice is the same thing: an id or a token, no time and no word.
 *
 * @param isId - whether its place says that it is an id, which a number does not by itself
 */
function isTelling(text: string, isId: boolean): boolean {
  if (/^\d+$/.test(text)) return isId && text.length <= 20 && Number(text) >= smallestNumber
  if (text.length < shortest) return false
  const name = classOf(text)
  return isVolatileClass(name) && !isTimeClass(name)
}
