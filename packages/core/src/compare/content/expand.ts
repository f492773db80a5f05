import { isTreeObject, type Tree } from '../tree.ts'
import { longestExpanded } from './limits.ts'
import { parseJson } from './parse-json.ts'
import { replaceLeaves } from './replace-leaves.ts'

/**
 * A JSON Web Token as `{ $jwt: { header, claims } }`; any other value as it is (RFC 7519 §3).
 * `unsigned` is added to a token whose signature is empty. The signature itself is left out: it
 * differs whenever the claims do.
 */
export function expandJwt(value: string): Tree {
  return expandToken(value, 0) ?? value
}

/** A string that is a JSON document or a token, taken apart; any other as it is. */
export function expandText(value: string, depth = 0): Tree {
  if (value.length < 2 || value.length > longestExpanded) return value
  const first = value.charCodeAt(0)
  if (first === 123 || first === 91) return expandJson(value, depth) ?? value
  if (first === 101 && value.startsWith('eyJ')) return expandToken(value, depth) ?? value
  return value
}

/** Expands all strings of a parsed document, in place; what is too deep becomes a hash. */
export function expandTree(tree: Tree, depth = 0): Tree {
  return replaceLeaves(tree, expandText, depth)
}

function expandJson(value: string, depth: number): Tree | undefined {
  // Most texts in brackets are no JSON, and a parser that fails is slow.
  if (!/^(?:\{\s*["}]|\[\s*(?:[[{"\]\d-]|true|false|null))/.test(value)) return undefined
  const last = value.charCodeAt(value.length - 1)
  if (last !== 125 && last !== 93) return undefined
  const parsed = parseJson(value)
  return parsed && { $json: expandTree(parsed.value, depth + 1) }
}

function expandToken(value: string, depth: number): Tree | undefined {
  if (value.length > longestExpanded || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(value)) return undefined
  const [first = '', second = '', signature = ''] = value.split('.')
  const header = decodePart(first, depth)
  const claims = header && decodePart(second, depth)
  if (!claims) return undefined
  return { $jwt: { header, claims, ...(signature === '' && { unsigned: true }) } }
}

function decodePart(part: string, depth: number): Tree | undefined {
  const text = Buffer.from(part, 'base64url').toString()
  const parsed = /^\s*\{[^]*\}\s*$/.test(text) ? parseJson(text) : undefined
  return isTreeObject(parsed?.value) ? expandTree(parsed.value, depth + 2) : undefined
}
