import { refuseValue } from '../condition-values.ts'

/** Where in an entry a text was found. */
export type SearchWhere =
  | 'url'
  | 'request.headers'
  | 'request.body'
  | 'response.headers'
  | 'response.body'
  | 'message'
  | 'annotation'
  | 'failure'

/** A place where a text of a query was found. */
export interface SearchPlace {
  readonly where: SearchWhere
  /** Name of the header, index of the message, or id of the annotation. */
  readonly name?: string
  /** What stands around it, in one line without control characters. */
  readonly excerpt: string
  /** Where in the excerpt the text begins, in UTF-16 code units. */
  readonly start: number
  /** Length of the text in the excerpt. */
  readonly length: number
}

/** Everywhere. */
export const allPlaces: readonly SearchWhere[] = [
  'url',
  'request.headers',
  'request.body',
  'response.headers',
  'response.body',
  'message',
  'annotation',
  'failure',
]

/** The words of `in:`. */
export const placeWords: Readonly<Record<string, readonly SearchWhere[]>> = {
  ...Object.fromEntries(allPlaces.map((where) => [where, [where]])),
  headers: ['request.headers', 'response.headers'],
  body: ['request.body', 'response.body'],
}

/** @throws HartifactError `INVALID_ARGUMENT` for a word that means no place */
export function placesOf(word: string): readonly SearchWhere[] {
  const places = Object.hasOwn(placeWords, word.toLowerCase())
    ? placeWords[word.toLowerCase()]
    : undefined
  return places ?? refuseValue('in', word, `Give one of ${Object.keys(placeWords).join(', ')}.`)
}
