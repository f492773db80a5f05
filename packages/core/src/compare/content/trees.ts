import { bodyText } from '../../entry/body.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { Tree } from '../tree.ts'
import type { ContentKind } from './content.ts'
import { csvTree } from './csv-tree.ts'
import { digestOf } from './digest.ts'
import { eventsTree } from './events-tree.ts'
import { formTree } from './form-tree.ts'
import { grpcTree } from './grpc-tree.ts'
import { htmlTree } from './html-tree.ts'
import { imageTree } from './image-tree.ts'
import { jsonLinesTree, jsonTree } from './json-tree.ts'
import { multipartTree } from './multipart-tree.ts'
import { textTree } from './text-tree.ts'
import { xmlTree } from './xml-tree.ts'

/** A decoded body that is about to be parsed. */
export interface TreeSource {
  readonly bytes: Uint8Array
  /** In lower case, without parameters. */
  readonly mediaType: string
  /** The whole value of `content-type`; empty when there was none. */
  readonly contentType: string
}

/** `undefined`: the body is not of this kind after all. */
type ReadTree = (source: TreeSource) => Tree | undefined

/** How bodies of each kind are parsed. */
const readers: Readonly<Record<ContentKind, ReadTree>> = {
  json: (source) => jsonTree(textOf(source)),
  'json-lines': (source) => jsonLinesTree(textOf(source)),
  form: (source) => formTree(textOf(source)),
  multipart: ({ bytes, contentType }) => multipartTree(bytes, contentType),
  html: (source) => htmlTree(textOf(source)),
  xml: (source) => xmlTree(textOf(source)),
  csv: (source) => csvTree(textOf(source)),
  events: (source) => eventsTree(textOf(source)),
  script: ({ bytes }) => digestOf(bytes),
  style: ({ bytes }) => digestOf(bytes),
  text: (source) => textTree(textOf(source)),
  image: ({ bytes }) => imageTree(bytes),
  grpc: ({ bytes, mediaType }) => grpcTree(bytes, mediaType),
  binary: ({ bytes }) => digestOf(bytes),
}

/** Kinds that are bytes, not text, when they do not parse. */
const binaryKinds: ReadonlySet<ContentKind> = new Set(['multipart', 'image', 'grpc', 'binary'])

/** The tree of a body; never throws: what does not parse is a text or bytes. */
export function readTree(kind: ContentKind, source: TreeSource): Tree {
  try {
    const tree = readers[kind](source)
    if (tree !== undefined) return tree
  } catch {
    // A parser gave up, or a document is larger than a string can be.
  }
  return binaryKinds.has(kind) ? digestOf(source.bytes) : safeText(source)
}

function safeText(source: TreeSource): Tree {
  try {
    return textTree(textOf(source))
  } catch {
    return digestOf(source.bytes)
  }
}

function textOf({ bytes, contentType }: TreeSource): string {
  const headers: HeaderList = contentType === '' ? [] : [['content-type', contentType]]
  return bodyText(bytes, headers)
}
