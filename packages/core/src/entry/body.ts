import { isUtf8 } from 'node:buffer'
import { decoders } from './content-coding.ts'
import { getHeaders, type HeaderList } from './headers.ts'
import { charset } from './media-type.ts'

export { isTextual } from './media-type.ts'

export interface DecodeOptions {
  /** Most bytes that may come out, against decompression bombs; 64 MiB unless told otherwise. */
  readonly maxSize?: number
}

/** A body without its content codings, or what stood in the way. */
export interface DecodedBody {
  /** The decoded bytes; when {@link DecodedBody.decoded} is false, the bytes as they were given. */
  readonly bytes: Uint8Array
  /** False when a coding is unknown or the data is not in it. */
  readonly decoded: boolean
  /** True when `bytes` are only the beginning, see {@link DecodedBody.problem}. */
  readonly partial: boolean
  /** What went wrong, as one sentence for people. */
  readonly problem?: string
}

const defaultMaxSize = 64 * 1024 * 1024

/**
 * Undoes the content codings that `headers` declare: gzip, deflate (zlib or raw), br and zstd, also
 * several of them, the last one first (RFC 9110 §8.4). It never rejects because of the data: what
 * cannot be decoded is returned as it is, and what decodes to more than `maxSize` bytes, or ends in
 * the middle, is returned as far as it goes. A body without content coding is returned whole,
 * whatever its size.
 *
 * @param bytes - as on the wire, without transfer coding
 *
 * @example
 * ```ts
 * const { bytes, problem } = await decodeBody(wire, response.headers)
 * ```
 */
export async function decodeBody(
  bytes: Uint8Array,
  headers: HeaderList,
  { maxSize = defaultMaxSize }: DecodeOptions = {},
): Promise<DecodedBody> {
  // The answer to HEAD, and 304, name the coding of a body that is not there.
  if (bytes.length === 0) return { bytes, decoded: true, partial: false }
  let decoded = bytes
  let problem: string | undefined
  for (const coding of contentCodings(headers).toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
    if (!decode) return undecodable(bytes, `The content coding "${coding}" is not known.`)
    try {
      const result = await decode(decoded, maxSize)
      decoded = result.bytes
      if (result.cut === 'limit') problem ??= `Decoding ${coding} gives more than ${maxSize} bytes.`
      if (result.cut === 'input') problem ??= `The ${coding} data ends too early.`
    } catch (error) {
      return undecodable(bytes, `The body is not valid ${coding}: ${(error as Error).message}.`)
    }
  }
  return {
    bytes: decoded,
    decoded: true,
    partial: problem !== undefined,
    ...(problem !== undefined && { problem }),
  }
}

/** The content codings in the order they were applied, in lower case, without `identity`. */
export function contentCodings(headers: HeaderList): string[] {
  return getHeaders(headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
}

/**
 * A decoded body as text. The encoding is that of a byte order mark, else the `charset` of
 * `content-type`, else UTF-8, by the labels of the WHATWG Encoding standard. The mark is removed;
 * bytes that are not valid become U+FFFD.
 */
export function bodyText(bytes: Uint8Array, headers: HeaderList): string {
  const label = encodingOfMark(bytes) ?? charset(headers) ?? 'utf-8'
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    // Not a label that the standard knows.
    return new TextDecoder().decode(bytes)
  }
}

/** Whether the bytes come back unchanged after being decoded and encoded as UTF-8. */
export function survivesUtf8(bytes: Uint8Array): boolean {
  return isUtf8(bytes)
}

function undecodable(bytes: Uint8Array, problem: string): DecodedBody {
  return { bytes, decoded: false, partial: false, problem }
}

function encodingOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return undefined
}
