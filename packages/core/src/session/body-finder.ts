import { bodyText, decodeBody, isTextual, survivesUtf8 } from '../entry/body.ts'
import type { BodyRef, Entry } from '../entry/entry.ts'
import { getHeader, mediaType } from '../entry/headers.ts'
import { bodyTexts, type CompiledQuery, findAll, type SearchPlace } from '../entry/query/index.ts'
import { isHartifactError } from '../errors.ts'

/** Bodies of which is remembered what was found in them: the same ones come again and again. */
const remembered = 5_000

/** Where each text of a query is in the bodies of an entry. */
export type FindInBodies = (entry: Entry) => Promise<SearchPlace[][]>

/**
 * Searches bodies after decoding them: those of textual types, and all others that are valid UTF-8.
 * What cannot be read has no text.
 */
export function bodyFinder(
  { places, texts }: CompiledQuery,
  readBody: (ref: BodyRef) => Promise<Uint8Array>,
): FindInBodies {
  const known = new Map<string, Promise<SearchPlace[][]>>()
  const find = (
    side: 'request' | 'response',
    message: Entry['request'] | Entry['response'],
  ): Promise<SearchPlace[][]> | undefined => {
    if (!message?.body || message.body.size === 0 || !places.has(`${side}.body`)) return undefined
    const key = JSON.stringify([
      side,
      message.body.sha256,
      getHeader(message.headers, 'content-encoding'),
      getHeader(message.headers, 'content-type'),
    ])
    let found = known.get(key)
    if (found === undefined) {
      found = textOf(message, readBody).then((text) =>
        findAll(texts, bodyTexts({ [side]: text }, places)),
      )
      if (known.size >= remembered) known.clear()
      known.set(key, found)
    }
    return found
  }
  return async ({ request, response }) => {
    const found = await Promise.all([find('request', request), find('response', response)])
    return texts.map((_, index) => found.flatMap((ofSide) => ofSide?.[index] ?? []))
  }
}

async function textOf(
  message: Entry['request'] | NonNullable<Entry['response']>,
  readBody: (ref: BodyRef) => Promise<Uint8Array>,
): Promise<string> {
  try {
    const { bytes } = await decodeBody(await readBody(message.body!), message.headers)
    const isText = isTextual(mediaType(message.headers)) || survivesUtf8(bytes)
    return isText ? bodyText(bytes, message.headers) : ''
  } catch (error) {
    if (isHartifactError(error, 'BODY_MISSING')) return ''
    throw error
  }
}
