import { statusRange } from '../filter-conditions.ts'
import { splitHeader } from '../header-condition.ts'
import { sizeRange, timeRange } from '../measure-conditions.ts'
import { wildcardPieces } from '../wildcard.ts'
import { anyText, atLeast, jsonPattern } from './byte-patterns.ts'
import { naturalPath, naturalUrl, type QueryKey } from './query-keys.ts'

/**
 * The source of a regular expression that finds something in a line of every entry that fits
 * `key:value`, as `jsonPattern` does. Undefined when nothing in its lines tells.
 */
export function keyPattern(key: QueryKey, value: string): string | undefined {
  switch (key) {
    case 'method':
      return after('"method":"', jsonPattern(value))
    case 'status':
      return statusPattern(value)
    case 'host':
      return hostPattern(value)
    case 'url':
      return urlPattern(value, naturalUrl(value))
    case 'path':
      return urlPattern(value, naturalPath(value))
    case 'type':
      return after(`content-type",${inString}`, jsonPattern(value.replace(/\*$/, '')))
    case 'size':
      // Of two bodies that are so large together, one is half as large.
      return numberPattern('size', sizeRange(value).low / 2)
    case 'time':
      return numberPattern('total', timeRange(value).low)
    case 'header':
      return headerPattern(value)
    case 'failed':
      return /^(?:yes|true)$/i.test(value) ? '"failure":' : undefined
    case 'has':
      return partPattern(value.toLowerCase())
    case 'tag':
      return after('"', wholePattern(value))
    case 'color':
      return after('"color":"', jsonPattern(value))
    case 'note':
      return after(`"note":${inString}`, piecesPattern(wildcardPieces(value)))
    case 'author':
      return after('"author":"', wholePattern(value))
    case 'link':
      return after('[":]', wholePattern(value))
    case 'step':
      return '"step":"'
    case 'id':
      return after(':"', jsonPattern(value))
    default:
      return undefined
  }
}

/** The beginning of a string, and some of it. */
const inString = `"${anyText}`

/** A URL up to somewhere in its host, by the rules of `splitUrl`. */
const authority = String.raw`"url":"(?:[a-z][a-z\d+.-]*:)?//(?:[^"\\/?#]|\\.)*?`

function after(before: string, pattern: string | undefined): string | undefined {
  return pattern === undefined ? undefined : before + pattern
}

/** All of a string. */
function wholePattern(value: string): string | undefined {
  const pattern = piecesPattern(wildcardPieces(value))
  return pattern === undefined ? undefined : `${pattern}"`
}

function piecesPattern(pieces: readonly string[]): string | undefined {
  const patterns = pieces.map((piece) => jsonPattern(piece))
  return patterns.includes(undefined) ? undefined : patterns.join(anyText)
}

function statusPattern(value: string): string | undefined {
  const [low, high] = statusRange(value)
  if (low < 100) return undefined
  if (low === high) return `"status":${low}`
  return String.raw`"status":[${Math.floor(low / 100)}-${Math.floor(high / 100)}]\d\d`
}

function numberPattern(name: string, low: number): string | undefined {
  return low > 0 ? `"${name}":${atLeast(low)}` : undefined
}

/** A glob is also compared with the port, which need not be in the URL. */
function hostPattern(value: string): string | undefined {
  const [host = ''] = value.split(':', 1)
  const pieces = literals(host).filter((piece) => !/^\d+$/.test(piece))
  return pieces.length === 0 ? undefined : after(authority, piecesPattern(pieces))
}

function urlPattern(value: string, glob: string | RegExp): string | undefined {
  const pieces = typeof glob === 'string' ? literals(glob) : [value]
  return pieces.length === 0 ? undefined : after(`"url":${inString}`, piecesPattern(pieces))
}

/**
 * What a glob has between its signs, in order. A URL may lack the slash that a glob has, so what
 * divides a URL does not count.
 */
function literals(glob: string): string[] {
  return glob.split(/\{[^}]*\}|\\.|[*/?#\\]+/s).filter(Boolean)
}

function headerPattern(value: string): string | undefined {
  const [name, content] = splitHeader(value)
  const found = after('"', wholePattern(name))
  if (content === undefined || found === undefined) return found
  return after(`${found},${inString}`, piecesPattern(wildcardPieces(content)))
}

function partPattern(part: string): string | undefined {
  switch (part) {
    case 'tag':
    case 'link':
      return `"${part}s":\\["`
    case 'body':
    case 'request.body':
    case 'response.body':
      return '"body":\\{'
    case 'messages':
      return '"t":"msg"|"messages":\\['
    case 'response':
      // Nearly all have one.
      return undefined
    default:
      return `"${part}":`
  }
}
