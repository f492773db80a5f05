import type { Annotation, Entry } from '../entry.ts'
import { foldCase } from '../fold-case.ts'
import type { HeaderList } from '../headers.ts'
import type { CompiledQuery } from './compile-query.ts'
import { excerptAt } from './excerpt.ts'
import type { TextTerm } from './query.ts'
import type { SearchPlace, SearchWhere } from './search-place.ts'

/** Places of one text that are told of one entry: a WebSocket may have it in every message. */
const mostPlaces = 20

/** A text of an entry, and where it is. */
export interface PlacedText {
  readonly where: SearchWhere
  readonly name?: string
  readonly text: string
}

/** Decoded bodies as text, as far as they are text. */
export interface BodyTexts {
  readonly request?: string | undefined
  readonly response?: string | undefined
}

/**
 * Where the texts of a query are in an entry, once for each header, message and so on; undefined
 * when one that must be there is not, or the other way round. It says nothing of the query's other
 * terms.
 */
export function findTexts(
  { places, texts }: Pick<CompiledQuery, 'places' | 'texts'>,
  entry: Entry,
  bodies: BodyTexts = {},
): SearchPlace[] | undefined {
  const placed = [...textsOf(entry, places), ...bodyTexts(bodies, places)]
  const found = findAll(texts, placed)
  return fits(texts, found) ? found.flat() : undefined
}

/** For each text, where it is. */
export function findAll(
  texts: readonly TextTerm[],
  placed: readonly PlacedText[],
): SearchPlace[][] {
  if (texts.length === 0) return []
  const folded = placed.map(({ text }) => foldCase(text))
  return texts.map(({ text }) => {
    const wanted = foldCase(text)
    const found: SearchPlace[] = []
    for (const [index, place] of placed.entries()) {
      if (found.length === mostPlaces) break
      const at = folded[index]!.indexOf(wanted)
      if (at >= 0) found.push(placeAt(place, at, wanted.length))
    }
    return found
  })
}

/** Whether what was found for each text is what the query asks for. */
export function fits(
  texts: readonly TextTerm[],
  found: ReadonlyArray<readonly unknown[]>,
): boolean {
  return texts.every(({ negated }, index) => found[index]!.length > 0 !== negated)
}

/** The texts of an entry without its bodies. */
export function textsOf(entry: Entry, places: ReadonlySet<SearchWhere>): PlacedText[] {
  const { annotations, failure, messages = [], request, response } = entry
  return [
    { where: 'url' as const, text: request.url },
    ...headerTexts('request.headers', request),
    ...headerTexts('response.headers', response),
    ...messages.flatMap(({ data, kind }, index) =>
      ['binary', 'ping', 'pong'].includes(kind)
        ? []
        : { where: 'message' as const, name: String(index), text: data },
    ),
    ...annotations.flatMap((remark) => remarkTexts(remark)),
    ...(failure ? [failure.message, failure.code ?? '', failure.kind] : []).map((text) => ({
      where: 'failure' as const,
      text,
    })),
  ].filter(({ where }) => places.has(where))
}

/** The bodies of an entry as texts to search in. */
export function bodyTexts(
  { request, response }: BodyTexts,
  places: ReadonlySet<SearchWhere>,
): PlacedText[] {
  return [
    { where: 'request.body' as const, text: request ?? '' },
    { where: 'response.body' as const, text: response ?? '' },
  ].filter(({ where }) => places.has(where))
}

function headerTexts(
  where: SearchWhere,
  message: { readonly headers: HeaderList; readonly trailers?: HeaderList } | undefined,
): PlacedText[] {
  return [...(message?.headers ?? []), ...(message?.trailers ?? [])].map(([name, value]) => ({
    where,
    name,
    text: `${name}: ${value}`,
  }))
}

function remarkTexts({ attachment, author, id, links, note, tags }: Annotation): PlacedText[] {
  return [note, ...(tags ?? []), author, ...(links ?? []), attachment?.name].flatMap((text) =>
    text === undefined ? [] : { where: 'annotation', name: id, text },
  )
}

function placeAt({ name, text, where }: PlacedText, at: number, length: number): SearchPlace {
  return { where, ...(name !== undefined && { name }), ...excerptAt(text, at, length) }
}
