import { bodyText, contentCodings, decodeBody, survivesUtf8 } from '../../entry/body.ts'
import type { BodyRef } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { ReadBody } from '../format.ts'
import type { HartifactBody } from './har-types.ts'

export interface BodyOptions {
  /** Keep the bytes on the wire beside the text of a body that has a content coding. */
  readonly wireBodies: boolean
  /** Longest body that is written, in bytes, before and after decoding. */
  readonly maxBodySize: number
}

/** A body as the fields of `postData` and `content` take it. */
export interface WrittenBody {
  readonly text?: string
  readonly encoding?: 'base64'
  readonly comment?: string
  /** Bytes after decoding, all of them; -1 when not known. */
  readonly size: number
  /** The bytes behind `text`. */
  readonly bytes: Uint8Array
  readonly extra: HartifactBody
  /** What of the body is not in the file. */
  readonly loss?: string
}

/** Reads a body and decodes it; what prevents that becomes a comment, never an error. */
export async function bodyToHar(
  ref: BodyRef,
  headers: HeaderList,
  readBody: ReadBody,
  { maxBodySize, wireBodies }: BodyOptions,
): Promise<WrittenBody> {
  const { decodedSize, sha256, size, truncated } = ref
  const identity = {
    sha256,
    ...(decodedSize !== undefined && { decodedSize }),
    ...(truncated && { truncated }),
  }
  const wire = await readWithin(ref, readBody, maxBodySize)
  if (typeof wire === 'string') {
    const fullSize = decodedSize ?? (contentCodings(headers).length > 0 ? -1 : size)
    const extra = { ...identity, kept: 'none' as const }
    return { size: fullSize, bytes: new Uint8Array(), comment: wire, extra, loss: wire }
  }

  const body = await decodeBody(wire, headers, { maxSize: maxBodySize })
  const isCoded = body.bytes !== wire
  const isWhole = !truncated && !body.partial
  const cut =
    truncated && `Only the first ${truncated.size} of ${size} bytes of the body were kept.`
  // A cut body always ends too early: no second sentence about that.
  const problem = truncated && body.partial ? undefined : body.problem
  const comment = [cut, problem].filter(Boolean).join(' ')
  return {
    ...toText(body.bytes, headers),
    ...(comment && { comment }),
    size: isWhole ? body.bytes.length : (decodedSize ?? (isCoded ? -1 : size)),
    bytes: body.bytes,
    extra: { ...identity, ...(isCoded && keepWire(wire, wireBodies)) },
    ...(cut && { loss: cut }),
  }
}

/** The bytes on the wire, or why they are not there. */
async function readWithin(
  ref: BodyRef,
  readBody: ReadBody,
  limit: number,
): Promise<Uint8Array | string> {
  const kept = ref.truncated?.size ?? ref.size
  if (kept > limit) return `The body of ${ref.size} bytes is longer than the limit of ${limit}.`
  try {
    return await readBody(ref)
  } catch (error) {
    // One lost body is no reason to lose the other entries; the reader of the file is told.
    return `The body could not be read: ${(error as Error).message}`
  }
}

function keepWire(wire: Uint8Array, isWanted: boolean): Partial<HartifactBody> {
  return isWanted ? { wire: toBase64(wire) } : { kept: 'decoded' }
}

/** Text where writing it as UTF-8 gives the same bytes again, base64 for all else. */
function toText(
  bytes: Uint8Array,
  headers: HeaderList,
): Required<Pick<WrittenBody, 'text'>> & Pick<WrittenBody, 'encoding'> {
  if (survivesUtf8(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    const shown = bodyText(bytes, headers)
    // Valid UTF-8 may still mean something else in its own charset, as ISO-2022-JP does.
    if (text === shown || text === `\uFEFF${shown}`) return { text }
  }
  return { text: toBase64(bytes), encoding: 'base64' }
}

function toBase64({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64')
}
