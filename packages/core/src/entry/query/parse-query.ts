import { HartifactError, isHartifactError } from '../../errors.ts'
import { nearest } from '../nearest.ts'
import type { KeyTerm, Query, TextTerm } from './query.ts'
import { type QueryKey, queryKeys, valueTest } from './query-keys.ts'
import { matchAt, readQuoted, readValues } from './read-values.ts'

const longest = 10_000

/** Where a term of a query is. */
interface Spot {
  readonly query: string
  readonly start: number
}

/**
 * Takes a query apart and checks it. Terms are separated by blanks, and all of them must fit:
 *
 * - `key:value`, with alternatives `key:one,two`. In quotes a value may hold anything.
 * - A word, or a phrase in quotes, that is looked for in URL, headers, bodies, messages, remarks and
 *   failure. Case does not matter.
 * - `-` before a term turns it around.
 *
 * @throws HartifactError `INVALID_ARGUMENT` with the position and the nearest keys
 *
 * @example
 * ```ts
 * parseQuery('method:POST status:5xx -host:*.test "race condition"')
 * ```
 */
export function parseQuery(query: string): Query {
  if (typeof query !== 'string' || query.length > longest) {
    throw invalid(
      `A query must be text of at most ${longest} characters.`,
      "Give one as 'status:5xx'.",
    )
  }
  const terms: KeyTerm[] = []
  const texts: TextTerm[] = []
  let narrowed: Spot | undefined
  for (let at = skipBlanks(query, 0); at < query.length;) {
    const spot = { query, start: at }
    const negated = matchAt(/-\S/y, query, at) !== undefined
    if (negated) at++
    const key = keyAt(spot, at)
    if (key === undefined) {
      const read = readText(spot, at)
      texts.push({ text: read.value, negated })
      at = read.end
    } else {
      const read = readValues(query, at + key.length + 1)
      if (read === undefined) throw unclosed(spot)
      at = read.end
      checkValues(spot, at, key, read.value)
      terms.push({ key, values: read.value, negated })
      if (key === 'in') narrowed ??= spot
    }
    at = skipBlanks(query, at)
  }
  if (narrowed && texts.length === 0) {
    throw invalid(
      `The query says where to search ${place(narrowed)}, but not for what.`,
      'Add a word, or a phrase in quotes.',
    )
  }
  return { terms, texts }
}

/** The key that a term begins with; undefined for a text. */
function keyAt(spot: Spot, at: number): QueryKey | undefined {
  const word = matchAt(/[a-z][\w.-]*(?=:)/iy, spot.query, at)
  if (word === undefined) return undefined
  const key = queryKeys.find((known) => known === word.toLowerCase())
  if (key !== undefined) return key
  // A URL is a text.
  if (spot.query.startsWith('://', at + word.length)) return undefined
  const near = nearest(word, queryKeys)
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : ''
  throw invalid(
    `There is no key '${word}' for a query ${place(spot)}.`,
    `${meant || `The keys are ${queryKeys.join(', ')}.`} To search for a text with a colon, put it in quotes.`,
  )
}

function readText(spot: Spot, at: number): { readonly value: string; readonly end: number } {
  const { query } = spot
  if (query[at] !== '"') {
    const value = matchAt(/\S+/y, query, at) as string
    return { value, end: at + value.length }
  }
  const read = readQuoted(query, at)
  if (read === undefined) throw unclosed(spot)
  if (read.value === '') {
    throw invalid(`Nothing is between the quotes ${place(spot)}.`, 'Leave them out.')
  }
  if (/\S/.test(query[read.end] ?? ' ')) {
    throw invalid(
      `The quotes ${place(spot)} end in the middle of a word.`,
      String.raw`Put a blank after them, or write \" for a quote that is meant as such.`,
    )
  }
  return read
}

function skipBlanks(query: string, at: number): number {
  return at + (matchAt(/\s*/y, query, at) as string).length
}

function checkValues(spot: Spot, end: number, key: QueryKey, values: readonly string[]): void {
  const term = `'${cut(spot.query.slice(spot.start, end))}'`
  if (values.includes('')) {
    throw invalid(
      `The term ${term} at position ${spot.start + 1} of the query lacks a value.`,
      `Write ${key}:value without a blank, or ${key}:one,two.`,
    )
  }
  for (const value of values) {
    try {
      valueTest(key, value, {})
    } catch (error) {
      if (!isHartifactError(error)) throw error
      throw invalid(
        `The value '${cut(value)}' makes no sense for '${key}' at position ${spot.start + 1} of the query.`,
        error.fix ?? '',
        error,
      )
    }
  }
}

function unclosed(spot: Spot): HartifactError {
  return invalid(
    `A quote is not closed ${place(spot)}.`,
    String.raw`Add the second one, or write \" inside of quotes for a quote that is meant as such.`,
  )
}

/** For messages: the rest of the query up to the next blank, and its position, counted from 1. */
function place({ query, start }: Spot): string {
  const [term = ''] = query.slice(start).split(/\s/, 1)
  return `at position ${start + 1}, '${cut(term)}'`
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function invalid(what: string, fix: string, cause?: unknown): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', what, {
    fix,
    ...(cause !== undefined && { cause }),
  })
}
