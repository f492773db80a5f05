import type { Tree } from '../tree.ts'

/** What a body is, by its media type and, where that is vague, by its bytes. */
export type ContentKind =
  | 'json'
  /** One JSON document per line. */
  | 'json-lines'
  | 'form'
  | 'multipart'
  | 'html'
  | 'xml'
  | 'csv'
  | 'events'
  | 'script'
  | 'style'
  | 'text'
  | 'image'
  | 'grpc'
  | 'binary'

/** A body that has been read: without content coding, and as a tree on demand. */
export interface Content {
  /** Of `content-type`, in lower case, without parameters; empty when there was none. */
  readonly mediaType: string
  readonly kind: ContentKind
  /** Decoded; empty when they were not kept. */
  readonly bytes: Uint8Array
  /** Equal for equal decoded bytes; decides equality before anything is parsed. */
  readonly hash: string
  /** Bytes after decoding. */
  readonly size: number
  /** Bytes on the wire. */
  readonly wireSize: number
  /** In the order they were applied, in lower case. */
  readonly codings: readonly string[]
  /** Why `bytes` are not all of the body; then only hash and sizes are compared. */
  readonly problem?: 'missing' | 'truncated' | 'undecodable'
  /** Parsed at the first call and kept; never throws: what does not parse is text or binary. */
  tree(): Tree
  /** Forgets the parsed tree, to save memory. */
  release(): void
}
