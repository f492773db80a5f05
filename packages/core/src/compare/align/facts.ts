import { getHeader } from '../../entry/headers.ts'
import type { Exchange } from '../exchange.ts'
import type { EndpointNames } from './alignment.ts'
import { contentNumber, type ReadDigest } from './body-digests.ts'
import type { Digest } from './digest.ts'
import { hashText, mix, sketch } from './hash.ts'
import { entityOf, isIdName, isTransientName, singular } from './names.ts'
import { parseName } from './parse-name.ts'
import { type Thing, thingOf } from './thing.ts'
import { kindOf, maskText } from './value-kind.ts'

/** Something that a request names. */
export interface Reference extends Thing {
  /** Whether it is in the URL: then a read asks for this thing. */
  readonly inUrl?: boolean
}

/** What the requests of a group have in common beside the endpoint. */
export interface Form {
  readonly id: number
  /** Names of groups by endpoint. */
  readonly groups: Map<string, string>
}

/** What pairing needs to know of an exchange. */
export interface Facts {
  /** Position in its session. */
  readonly index: number
  readonly exchange: Exchange
  readonly endpoint: string
  readonly method: string
  /** Whether it changes nothing (RFC 9110 §9.2.1). */
  readonly isSafe: boolean
  readonly isPreflight: boolean
  /** No response, or one after which clients try again. */
  readonly failed: boolean
  /** Equal for requests to an endpoint that are the same but for ids, times and tokens. */
  readonly group: string
  readonly form: Form
  /** Always the same number in the same order in a group. */
  readonly references: readonly Reference[]
  /** Group and references: the same request once more. */
  readonly request: string
  /** Parameters without ids, times and tokens, at most 64, ascending. */
  readonly query: readonly number[]
  /** Their names only. */
  readonly queryNames: readonly number[]
  readonly requestDigest: Digest | undefined
  readonly responseDigest: Digest | undefined
  /** Equal for the same response but for ids, times and tokens. */
  readonly response: number
  readonly status: number
}

const retried: ReadonlySet<number> = new Set([408, 425, 429])
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const mostReferences = 32
const mostParameters = 64

/** What reading an exchange needs; one for both sessions. */
export interface FactsReader {
  readonly names: EndpointNames
  readonly readDigest: ReadDigest
  /** Hashes of bodies that both sessions send. */
  readonly shared: ReadonlySet<string>
  /** By what their requests have in common. */
  readonly forms: Map<string, Form>
}

/** Reads an exchange. */
export function factsOf(
  exchange: Exchange,
  index: number,
  { names, readDigest, shared, forms }: FactsReader,
): Facts {
  const { entry, target, requestContent, responseContent } = exchange
  const endpoint = names.nameOf(exchange)
  const { method } = entry.request
  const { pieces, entity, hasVariables } = parseName(endpoint)
  const requestDigest = readDigest(requestContent, entity)
  const responseDigest = readDigest(responseContent, entity)
  const references = [
    ...(hasVariables ? pathReferences(pieces, target.path) : []),
    ...queryReferences(target.query, entity),
    ...bodyReferences(requestDigest),
  ].slice(0, mostReferences)
  const query = maskedQuery(target.query)
  const body = requestDigest
    ? `${requestDigest.content} ${shapeNumber(requestDigest)}`
    : requestContent && shared.has(requestContent.hash)
      ? requestContent.hash
      : (requestContent?.kind ?? '')
  const scheme = target.scheme.startsWith('ws') ? 'ws' : ''
  const common = `${scheme}\n${query.join('&')}\n${body}\n${references.length}`
  const form = forms.get(common) ?? { id: forms.size, groups: new Map() }
  forms.set(common, form)
  const group = groupOf(endpoint, form)
  const status = entry.response?.status ?? 0
  const isPreflight =
    method === 'OPTIONS' &&
    getHeader(entry.request.headers, 'access-control-request-method') !== undefined
  return {
    index,
    exchange,
    endpoint,
    method,
    isSafe: safe.has(method),
    isPreflight,
    failed: status === 0 || status >= 500 || retried.has(status),
    group,
    form,
    references,
    request:
      references.length === 0 ? group : `${group}\n${references.map(({ key }) => key).join('\n')}`,
    query: sketch(
      query.map(([name, value]) => mix(hashText(name), hashText(value))),
      mostParameters,
    ),
    queryNames: sketch(
      query.map(([name]) => hashText(name)),
      mostParameters,
    ),
    requestDigest,
    responseDigest,
    response: responseDigest
      ? mix(mix(status, responseDigest.content % 0x3fffffff), shapeNumber(responseDigest))
      : mix(status, contentNumber(responseContent)),
    status,
  }
}

function shapeNumber({ shape }: Digest): number {
  return shape.reduce((hash, place) => mix(hash, place), 0)
}

/** What stands in the variable segments of a path. */
function pathReferences(pieces: readonly string[], path: string): Reference[] {
  const parts = path.split('/').slice(1)
  const references: Reference[] = []
  let entity = ''
  for (const [index, piece] of pieces.entries()) {
    if (!piece.includes('{')) entity = singular(piece)
    else if (!piece.includes('{hash}')) {
      const value = parts[index] ?? ''
      const kind = kindOf(value)
      const domain = kind === 'opaque' ? '' : kind === 'day' ? 'day' : entity
      references.push({ ...thingOf(domain, value, entity), inUrl: true })
    }
  }
  return references
}

/** Names the group of an exchange; equal names are one string. */
export function groupOf(endpoint: string, { id, groups }: Form): string {
  const group = groups.get(endpoint) ?? `${id} ${endpoint}`
  groups.set(endpoint, group)
  return group
}

type Query = Exchange['target']['query']

function queryReferences(query: Query, owner: string): Reference[] {
  if (query.length === 0) return []
  return sorted(query).flatMap(([name, value]) => {
    const kind = parameterKind(name, value)
    if (kind === 'stable' || kind === 'time') return []
    const entity = isIdName(name) ? entityOf(name, owner) : singular(name)
    const domain = kind === 'opaque' ? '' : kind === 'day' ? 'day' : entity
    return [{ ...thingOf(domain, value, entity), inUrl: true }]
  })
}

function maskedQuery(query: Query): Array<readonly [string, string]> {
  if (query.length === 0) return []
  return sorted(query).map(([name, value]) => [
    name,
    parameterKind(name, value) === 'stable' ? maskText(value) : '{}',
  ])
}

function parameterKind(
  name: string,
  value: string,
): 'stable' | 'time' | 'day' | 'opaque' | 'integer' {
  if (isTransientName(name) && !/^[a-z_-]{1,12}$/.test(value)) return 'time'
  const kind = kindOf(value)
  if (kind === 'stable') return isIdName(name) && value !== '' ? 'integer' : 'stable'
  // Pages, limits and the like are small.
  return kind === 'integer' && !isIdName(name) && value.length < 5 ? 'stable' : kind
}

function bodyReferences(digest: Digest | undefined): readonly Reference[] {
  const ids = digest?.ids ?? []
  return ids.length < 2 ? ids : ids.toSorted((one, other) => one.place - other.place)
}

function sorted(query: Query): Array<readonly [string, string]> {
  return query.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
}
