import type { Content, ContentKind } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import { type Digest, digestOf } from './digest.ts'
import { hashText } from './hash.ts'

/** All bodies together: about a second of parsing. */
const mostParsed = 160 * 1024 * 1024
/** Trees of larger sessions are forgotten after they were read. */
const mostKept = 20 * 1024 * 1024
const largestText = 128 * 1024 * 1024

const structured: ReadonlySet<ContentKind> = new Set([
  'json',
  'json-lines',
  'form',
  'multipart',
  'xml',
  'events',
])

/** Reads the digest of a body; `undefined` for one that is no data, or too large. */
export type ReadDigest = (content: Content | undefined, entity: string) => Digest | undefined

/**
 * Which bodies are read depends on both sessions, so that bodies of an endpoint are read on both sides
 * or on none.
 */
export function digestReader(exchanges: Iterable<Exchange>): ReadDigest {
  const contents = new Set<Content>()
  for (const { requestContent, responseContent } of exchanges) {
    if (requestContent && isStructured(requestContent)) contents.add(requestContent)
    if (responseContent && isStructured(responseContent)) contents.add(responseContent)
  }
  const { largest, total } = largestRead(contents)
  const digests = new Map<Content, { readonly entity: string; readonly digest: Digest }>()
  return (content, entity) => {
    if (!content) return undefined
    if (content.size > largest || !isStructured(content)) {
      if (total > mostKept) content.release()
      return undefined
    }
    const known = digests.get(content)
    if (known?.entity === entity) return known.digest
    const digest = digestOf(content.tree(), entity)
    if (total > mostKept) content.release()
    digests.set(content, { entity, digest })
    return digest
  }
}

/** The largest power of two so that all bodies up to this size can be read. */
function largestRead(contents: ReadonlySet<Content>): { largest: number; total: number } {
  const sizes = [...contents].map(({ size }) => size).toSorted((one, other) => one - other)
  let largest = largestText
  let total = 0
  for (const size of sizes) {
    total += size
    if (total > mostParsed) {
      largest = Math.min(largest, 2 ** (Math.ceil(Math.log2(size)) - 1))
      break
    }
  }
  return { largest, total: sizes.reduce((sum, size) => sum + size, 0) }
}

function isStructured(content: Content): boolean {
  return structured.has(content.kind) && !content.problem
}

/** Equal for the same bytes, as a number. */
export function contentNumber(content: Content | undefined): number {
  return content ? hashText(`${content.hash} ${content.kind}`) : 0
}
