import { foldCase } from '../fold-case.ts'
import { unfinished } from '../unfinished.ts'
import { bytesPattern, jsonPattern } from './byte-patterns.ts'
import type { CompiledQuery } from './compile-query.ts'
import { keyPattern } from './key-patterns.ts'
import type { KeyTerm, TextTerm } from './query.ts'

/**
 * What an entry must have to fit a query, as far as bytes tell: one of the things that are given.
 * Whoever has none of them does not fit; whoever has one may.
 */
export interface LineNeed {
  /** A line, in UTF-8 read as Latin-1, in which this is found. */
  readonly lines?: RegExp
  /** A body in which this is found, or one that must be decoded first. */
  readonly bodies?: RegExp
  /** That no line tells what became of the request. */
  readonly unanswered?: boolean
}

/** All of them must be met. A term that says nothing of bytes makes none. */
export function lineNeeds({ places, query }: CompiledQuery): LineNeed[] {
  // Texts and remarks are rare: where nothing meets the first need, nobody looks at the others.
  return [
    ...query.texts.flatMap((term) => textNeed(term, places) ?? []),
    ...query.terms.toReversed().flatMap((term) => keyNeed(term) ?? []),
  ]
}

function textNeed(
  { negated, text }: TextTerm,
  places: CompiledQuery['places'],
): LineNeed | undefined {
  if (negated) return undefined
  const isInBodies = places.has('request.body') || places.has('response.body')
  const bodies = isInBodies ? bytesPattern(text) : undefined
  if (isInBodies && bodies === undefined) return undefined
  const isInLines = [...places].some((where) => !where.endsWith('.body'))
  const lines = isInLines ? linePattern(text) : undefined
  if (isInLines && lines === undefined) return undefined
  const isOfUnfinished = [unfinished.kind, unfinished.message].some((said) =>
    foldCase(said).includes(foldCase(text)),
  )
  return {
    ...(lines !== undefined && { lines: expression(lines) }),
    ...(bodies !== undefined && { bodies: expression(bodies) }),
    ...(places.has('failure') && isOfUnfinished && { unanswered: true }),
  }
}

/** The colon that people write after the name of a header is not in its line. */
function linePattern(text: string): string | undefined {
  const parts = text.split(': ').map((part) => jsonPattern(part))
  if (parts.includes(undefined)) return undefined
  return parts.join('(?:: |",")').replace(/^ /, '(?: |")').replace(/:$/, '(?::|")')
}

function keyNeed({ key, negated, values }: KeyTerm): LineNeed | undefined {
  if (negated) return undefined
  const patterns = values.map((value) => keyPattern(key, value))
  if (patterns.includes(undefined)) return undefined
  const isOfUnfinished = key === 'failed' || (key === 'has' && values.includes('failure'))
  return {
    lines: expression(patterns.join('|')),
    ...(isOfUnfinished && { unanswered: true }),
  }
}

function expression(source: string): RegExp {
  return new RegExp(source, 'gi')
}
