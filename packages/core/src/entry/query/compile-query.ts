import type { Test } from '../condition-values.ts'
import { parseQuery } from './parse-query.ts'
import type { KeyTerm, Query, TextTerm } from './query.ts'
import { type QuerySurroundings, valueTest } from './query-keys.ts'
import { allPlaces, placesOf, type SearchWhere } from './search-place.ts'

/** A query made ready for many entries. */
export interface CompiledQuery {
  readonly query: Query
  /** Whether an entry fits all terms with a key; its texts are for `findTexts`. */
  readonly test: Test
  /** What must, or must not, be found in one of {@link CompiledQuery.places}. */
  readonly texts: readonly TextTerm[]
  readonly places: ReadonlySet<SearchWhere>
  /** Whether bodies decide, or may decide, about an entry. */
  readonly needsBodies: boolean
}

/**
 * Makes a query ready for many entries.
 *
 * @param around - with the steps of the session, `step:` also knows their titles
 * @throws HartifactError `INVALID_ARGUMENT` as `parseQuery`
 */
export function compileQuery(query: Query | string, around: QuerySurroundings = {}): CompiledQuery {
  const parsed = typeof query === 'string' ? parseQuery(query) : query
  const tests = parsed.terms.map((term) => termTest(term, around))
  const places = placesFor(parsed.terms)
  return {
    query: parsed,
    test: (entry) => tests.every((test) => test(entry)),
    texts: parsed.texts,
    places,
    needsBodies:
      parsed.texts.length > 0 && (places.has('request.body') || places.has('response.body')),
  }
}

function termTest({ key, negated, values }: KeyTerm, around: QuerySurroundings): Test {
  const tests = values.map((value) => valueTest(key, value, around))
  if (key === 'in') return () => true
  return (entry) => tests.some((test) => test(entry)) !== negated
}

function placesFor(terms: readonly KeyTerm[]): ReadonlySet<SearchWhere> {
  const named = (negated: boolean): SearchWhere[] =>
    terms
      .filter((term) => term.key === 'in' && term.negated === negated)
      .flatMap(({ values }) => values.flatMap((word) => placesOf(word)))
  const wanted = named(false)
  const unwanted = new Set(named(true))
  return new Set((wanted.length > 0 ? wanted : allPlaces).filter((where) => !unwanted.has(where)))
}
