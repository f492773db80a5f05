import { getHeaders } from '../../entry/headers.ts'
import type { Exchange } from '../exchange.ts'
import type { NamedExchange } from './measurement.ts'

/** A response whose size can be compared. */
export interface Sized {
  readonly named: NamedExchange
  /** Equal for requests of the same thing: URL and body. */
  readonly key: string
  /** Bytes on the wire. */
  readonly wire: number
  /** Bytes after decoding; undefined when not known. */
  readonly decoded: number | undefined
  /** Content codings, joined; empty for none. */
  readonly codings: string
}

/** The sizes of a response; undefined for errors, parts, streams and what has none. */
export function sizedOf(named: NamedExchange): Sized | undefined {
  const { exchange } = named
  const { entry, responseContent: content } = exchange
  const { failure, messages, request, response } = entry
  if (!response || failure || messages || request.method === 'HEAD') return undefined
  // A 206 is as large as was asked for; a 204 and a 304 are empty whatever they stand for.
  if (response.status < 200 || response.status > 203 || content?.kind === 'events') return undefined
  const codings = (
    content?.codings ?? getHeaders(response.headers, 'content-encoding').flatMap(listItems)
  )
    .map((coding) => coding.trim().toLowerCase().replace(/^x-/, ''))
    .filter((coding) => coding !== '' && coding !== 'identity')
    .join(', ')
  const wire = response.body?.size ?? content?.wireSize ?? 0
  // Files of browsers hold what was decoded: how much it was on the wire is not known.
  const isDecoded =
    codings !== '' && content !== undefined && !content.problem && content.size === wire
  const known = content && !content.problem ? content.size : response.body?.decodedSize
  const decoded = known ?? (codings === '' ? wire : undefined)
  return {
    named,
    key: keyOf(exchange),
    wire,
    decoded,
    codings: isDecoded ? `${codings}, decoded` : codings,
  }
}

/** Whether the client takes any content coding (RFC 9110 §12.5.3). */
export function acceptsCoding({ entry }: Exchange): boolean {
  const accepted = getHeaders(entry.request.headers, 'accept-encoding')
  return accepted.flatMap(listItems).some((item) => {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    const isRefused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    return coding !== '' && coding !== 'identity' && !isRefused
  })
}

function listItems(value: string): string[] {
  return value.split(',')
}

function keyOf({ entry, requestContent, target }: Exchange): string {
  const { method } = entry.request
  return JSON.stringify([method, target.path, target.query, requestContent?.hash ?? ''])
}
