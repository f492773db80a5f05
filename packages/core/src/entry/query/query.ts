import type { QueryKey } from './query-keys.ts'

/** A query taken apart: entries that fit all of it are meant; the empty one means all. */
export interface Query {
  readonly terms: readonly KeyTerm[]
  readonly texts: readonly TextTerm[]
}

/** `method:GET,POST`, `-tag:bug`. */
export interface KeyTerm {
  readonly key: QueryKey
  /** At least one, none of them empty; one of them must fit. */
  readonly values: readonly string[]
  readonly negated: boolean
}

/** A word or phrase that is looked for wherever an entry holds text. */
export interface TextTerm {
  /** Not empty. */
  readonly text: string
  readonly negated: boolean
}

/** A query as text, from which `parseQuery` makes the same query again. */
export function printQuery({ terms, texts }: Query): string {
  return [
    ...terms.map(
      ({ key, negated, values }) => `${sign(negated)}${key}:${values.map(printValue).join(',')}`,
    ),
    ...texts.map(({ negated, text }) => sign(negated) + printText(text)),
  ].join(' ')
}

function sign(negated: boolean): string {
  return negated ? '-' : ''
}

function printValue(value: string): string {
  return /[\s",{}]/.test(value) ? quote(value) : value
}

function printText(text: string): string {
  return /^[-"]|[\s:]/.test(text) ? quote(text) : text
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
