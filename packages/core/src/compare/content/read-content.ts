import { isUtf8 } from 'node:buffer'
import { contentCodings, type DecodedBody, decodeBody } from '../../entry/body.ts'
import type { BodyRef } from '../../entry/entry.ts'
import { getHeader, type HeaderList } from '../../entry/headers.ts'
import type { Tree } from '../tree.ts'
import type { Content } from './content.ts'
import { kindOf } from './content-kind.ts'
import { hashOf } from './digest.ts'
import { readTree } from './trees.ts'

const none = new Uint8Array()

/** What is known of the bytes once the codings are undone. */
type Opened = Pick<Content, 'bytes' | 'hash' | 'size' | 'problem'>

/**
 * Reads a body: undoes its content codings and decides what it is. Nothing is parsed before
 * {@link Content.tree} is called. Never rejects because of the data.
 *
 * @param bytes - as on the wire; `undefined` when they were not kept
 * @param headers - of the message that the body belongs to
 */
export async function readContent(
  bytes: Uint8Array | undefined,
  ref: BodyRef,
  headers: HeaderList,
): Promise<Content> {
  const codings = contentCodings(headers)
  // Most bodies have no coding: they need no turn of the event loop.
  const opened =
    bytes === undefined || codings.length === 0
      ? openPlain(bytes, ref)
      : openCoded(bytes, ref, await decodeBody(bytes, headers))
  return contentOf(opened, ref, codings, getHeader(headers, 'content-type') ?? '')
}

function openPlain(bytes: Uint8Array | undefined, ref: BodyRef): Opened {
  const { sha256: hash, size } = ref
  if (!bytes) return { bytes: none, hash, size: ref.decodedSize ?? size, problem: 'missing' }
  if (ref.truncated) return { bytes, hash, size, problem: 'truncated' }
  return { bytes, hash, size: bytes.length }
}

/** A hash of all bytes on the wire says more than one of the part that was kept. */
function openCoded(wire: Uint8Array, ref: BodyRef, decoded: DecodedBody): Opened {
  const { sha256: hash, decodedSize } = ref
  if (isDecodedAlready(wire, ref, decoded)) return { bytes: wire, hash, size: wire.length }
  const { bytes } = decoded
  const size = decodedSize ?? bytes.length
  if (!decoded.decoded) return { bytes, hash, size, problem: 'undecodable' }
  if (decoded.partial || ref.truncated) return { bytes, hash, size, problem: 'truncated' }
  return { bytes, hash: hashOf(bytes), size: bytes.length }
}

/** HARs hold bodies without the coding that their headers name; some servers name one in error. */
function isDecodedAlready(wire: Uint8Array, ref: BodyRef, decoded: DecodedBody): boolean {
  if (ref.truncated) return false
  if (ref.decodedSize === ref.size && ref.size === wire.length) {
    return !decoded.decoded || decoded.partial || decoded.bytes.length !== wire.length
  }
  return !decoded.decoded && isUtf8(wire)
}

function contentOf(
  opened: Opened,
  ref: BodyRef,
  codings: readonly string[],
  contentType: string,
): Content {
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase()
  const { bytes, hash, size, problem } = opened
  const kind = kindOf(mediaType, bytes)
  let tree: Tree | undefined
  const parse = (): Tree =>
    problem ? { size, sha256: hash } : readTree(kind, { bytes, mediaType, contentType })
  return {
    mediaType,
    kind,
    bytes,
    hash,
    size,
    wireSize: ref.size,
    codings,
    ...(problem && { problem }),
    tree: () => (tree ??= parse()),
    release() {
      tree = undefined
    },
  }
}
