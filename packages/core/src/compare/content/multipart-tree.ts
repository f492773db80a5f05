import { bodyText, isTextual } from '../../entry/body.ts'
import { getHeader, mediaType } from '../../entry/headers.ts'
import type { Tree } from '../tree.ts'
import { digestOf } from './digest.ts'
import { dataTree } from './data-tree.ts'
import { expandText } from './expand.ts'
import { groupByName } from './group-by-name.ts'
import { parametersOf } from './header-parameters.ts'
import { longestExpanded } from './limits.ts'
import { type Part, splitParts } from './multipart-parts.ts'

/**
 * The parts of a multipart body without its boundary (RFC 2046 §5.1): an object by name for form
 * data (RFC 7578), else a list. Files and binary parts are hashed, texts and JSON taken apart.
 *
 * @param contentType - the whole value, with its parameters
 * @returns `undefined` when no boundary is found
 */
export function multipartTree(bytes: Uint8Array, contentType: string): Tree | undefined {
  const parts = splitParts(bytes, parametersOf(contentType)['boundary'])
  if (!parts) return undefined
  const named = parts.map((part) => [dispositionOf(part)['name'], part] as const)
  if (named.every(([name]) => name === undefined)) return parts.map((part) => partTree(part))
  return groupByName(named.map(([name = '', part]) => [name, partTree(part)] as const))
}

function dispositionOf({ headers }: Part): Readonly<Record<string, string>> {
  return parametersOf(getHeader(headers, 'content-disposition') ?? '')
}

function partTree(part: Part): Tree {
  const type = mediaType(part.headers)
  const { filename } = dispositionOf(part) as { readonly filename?: string }
  if (filename === undefined && part.bytes.length <= longestExpanded) {
    const text = bodyText(part.bytes, part.headers)
    if (/[/+]json$/.test(type)) return dataTree(text)
    if (type === '' || type === 'text/plain') return expandText(text)
    if (isTextual(type)) return { type, text }
  }
  return {
    ...(filename !== undefined && { filename }),
    type,
    ...(digestOf(part.bytes) as { readonly [name: string]: Tree }),
  }
}
