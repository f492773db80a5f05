import { getHeader, type HeaderList, mediaType } from '../../entry/headers.ts'
import type { HarParam } from './har-types.ts'

/** Larger forms are left as text; nobody reads them as a list. */
const maxFormSize = 4 * 1024 * 1024

/** The fields of a form, or `undefined` when the body is none. */
export function formParams(bytes: Uint8Array, headers: HeaderList): HarParam[] | undefined {
  if (bytes.length > maxFormSize) return undefined
  const type = mediaType(headers)
  if (type === 'application/x-www-form-urlencoded') {
    return pairsOf(Buffer.from(bytes).toString('utf8'))
  }
  return type === 'multipart/form-data' ? multipartParams(bytes, headers) : undefined
}

/** The pairs of a query or a URL-encoded form, decoded (WHATWG URL, §5.1). */
export function pairsOf(encoded: string): Array<{ name: string; value: string }> {
  return [...new URLSearchParams(encoded)].map(([name, value]) => ({ name, value }))
}

/** RFC 7578; files are named, their content stays in the text. */
function multipartParams(bytes: Uint8Array, headers: HeaderList): HarParam[] | undefined {
  const boundary = parameter(getHeader(headers, 'content-type') ?? '', 'boundary')
  if (!boundary) return undefined
  // Latin-1 has a character for every byte, so positions and bytes survive the search.
  const [, ...parts] = `\r\n${Buffer.from(bytes).toString('latin1')}`.split(`\r\n--${boundary}`)
  return parts.filter((part) => part.startsWith('\r\n')).map(partParam)
}

function partParam(part: string): HarParam {
  const end = part.indexOf('\r\n\r\n')
  const head = utf8(part.slice(0, Math.max(end, 0)))
  const disposition = field(head, 'content-disposition')
  const name = parameter(disposition, 'name') ?? ''
  const fileName = parameter(disposition, 'filename')
  const contentType = field(head, 'content-type')
  return {
    name,
    ...(fileName === undefined ? { value: utf8(part.slice(end + 4)) } : { fileName }),
    ...(contentType && { contentType }),
  }
}

function field(head: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
}

/** Browsers write quotes in names as `%22` (WHATWG HTML §4.10.22.8), so none is inside. */
function parameter(value: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value)
  return match?.[1] ?? match?.[2]
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
