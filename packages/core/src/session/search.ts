import type { Entry } from '../entry/entry.ts'
import {
  type CompiledQuery,
  compileQuery,
  findAll,
  fits,
  lineNeeds,
  type Query,
  type SearchPlace,
  textsOf,
} from '../entry/query/index.ts'
import { lookAhead } from '../formats/look-ahead.ts'
import {
  type CandidateIndex,
  readCandidates,
  type SessionIndex,
  type Storage,
} from '../store/index.ts'
import { bodyFinder } from './body-finder.ts'

/** An entry that a query means. */
export interface SearchHit {
  readonly session: { readonly id: string; readonly name: string }
  readonly entry: Entry
  /** Of the entry in its session, counted from 0. */
  readonly position: number
  /** Where the words and phrases of the query are. */
  readonly places: readonly SearchPlace[]
}

/** How far a search is. */
export interface SearchProgress {
  readonly sessions: number
  /** Sessions that have been searched. */
  readonly done: number
  /** Entries that were found. */
  readonly entries: number
}

/** How to search. */
export interface SearchOptions {
  /** Most entries that are wanted; all unless given. */
  readonly limit?: number | undefined
  /** Told after each session. */
  readonly onProgress?: ((progress: SearchProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What {@link searchSessions} searches, and for what. */
export interface SearchParts extends SearchOptions {
  readonly storage: Storage
  /** In this order. */
  readonly sessions: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly query: Query | string
}

/**
 * The entries of some sessions that a query means, in order. First the bytes of a session are looked
 * at, which is quick; only what may fit is read and decoded.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a query with a mistake
 * @throws the reason of the signal
 */
export async function* searchSessions(
  parts: SearchParts,
): AsyncGenerator<SearchHit, void, undefined> {
  const { limit = Infinity, onProgress, sessions, signal, storage } = parts
  const compiled = compileQuery(parts.query)
  const { query } = compiled
  const needs = lineNeeds(compiled)
  const read = ({ id }: SearchHit['session']): Promise<CandidateIndex | undefined> =>
    readCandidates(storage, id, needs, signal)
  let [done, entries] = [0, 0]
  for await (const found of lookAhead(sessions, () => true, read)) {
    const { id, name } = sessions[done]!
    for await (const match of found ? matches(found, query, { signal }) : []) {
      if (entries >= limit) return
      entries++
      yield { session: { id, name }, ...match }
    }
    done++
    onProgress?.({ sessions: sessions.length, done, entries })
    if (entries >= limit) return
  }
}

/**
 * The entries that a query means, in order.
 *
 * @param index - as of its last `refresh`
 * @throws HartifactError `INVALID_ARGUMENT` for a query with a mistake
 */
export async function* entriesMatching(
  index: SessionIndex,
  query: Query | string,
): AsyncGenerator<Entry, void, undefined> {
  const compiled = compileQuery(query)
  const needs = lineNeeds(compiled)
  const candidates = needs.length > 0 ? await index.candidates(needs) : undefined
  const found = matches({ index, candidates }, compiled.query, { isBrief: true })
  for await (const { entry } of found) yield entry
}

type Match = Omit<SearchHit, 'session'>

interface MatchOptions {
  readonly signal?: AbortSignal | undefined
  /** Whether nobody asks for places. */
  readonly isBrief?: boolean
}

async function* matches(
  { candidates, index }: CandidateIndex,
  query: Query,
  { isBrief = false, signal }: MatchOptions,
): AsyncGenerator<Match, void, undefined> {
  const compiled = compileQuery(query, { steps: index.steps })
  const findPlaces = placeFinder(compiled, index, isBrief)
  const match = async ([position, id]: readonly [number, string]): Promise<Match | undefined> => {
    signal?.throwIfAborted()
    const entry = await index.entry(id)
    if (entry === undefined || !compiled.test(entry)) return undefined
    const places = await findPlaces(entry)
    return places && { entry, position, places }
  }
  const ids = index.positions().filter(([, id]) => candidates?.has(id) ?? true)
  const found = lookAhead(ids, () => compiled.needsBodies, match)
  for await (const one of found) if (one) yield one
}

/** Finds the texts of a query in an entry; undefined when they, or their absence, do not fit. */
function placeFinder(
  query: CompiledQuery,
  index: SessionIndex,
  isBrief: boolean,
): (entry: Entry) => Promise<SearchPlace[] | undefined> {
  const { needsBodies, places, texts } = query
  const findInBodies = bodyFinder(query, (ref) => index.body(ref))
  return async (entry) => {
    let found = findAll(texts, textsOf(entry, places))
    if (texts.some(({ negated }, at) => negated && found[at]!.length > 0)) return undefined
    // What is found already is not found less in the bodies.
    const isDecided = isBrief && found.every(({ length }) => length > 0)
    if (needsBodies && !isDecided) {
      const inBodies = await findInBodies(entry)
      found = found.map((before, at) => [...before, ...inBodies[at]!])
    }
    return fits(texts, found) ? found.flat() : undefined
  }
}
