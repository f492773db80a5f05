import { isCamelCase } from '../values/camel-case.ts'
import { kindOf } from './value-kind.ts'

const reserved =
  /^(api|rest|rpc|graphql|gql|v\d{1,3}(\.\d+)?|[a-z]{2}([-_][a-z]{2,4})?|[45]\d\d\.html?)$/i
const assets =
  /\.(m?js|cjs|css|map|json|wasm|woff2?|ttf|otf|eot|png|jpe?g|gif|svg|webp|avif|ico|mp4|webm|mp3|html?|txt|xml|pdf|zip|csv)(\.(map|gz|br))?$/i

const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i

/** Whether a segment of a path is part of its form in every API: `api`, `v2`, `de-at`. */
export function isReserved(segment: string): boolean {
  return reserved.test(segment)
}

/**
 * A segment of a path without what is different each time, by its form alone: `{id}` for an id,
 * `app.{hash}.js` for the file of a build, `blue-lamp-{id}` for a slug; itself when it has nothing such.
 *
 * @param segment - decoded
 * @param before - the segment before it: the number in `/rest/api/2` is a version
 */
export function maskSegment(segment: string, before: string): string {
  if (segment === '' || segment.length > 2048 || isReserved(segment)) return segment
  if (/^\d{1,2}$/.test(segment) && /^(api|rest|version)$/i.test(before)) return segment
  const keyed = /^([A-Za-z_]\w*)\((.*[\d'].*)\)$/.exec(segment)
  if (keyed) return `${keyed[1]}({id})`
  const extension = assets.exec(segment)?.[0] ?? ''
  if (extension !== '') return maskFile(segment.slice(0, -extension.length), extension)
  return maskWhole(segment) ?? maskSlug(segment)
}

function maskWhole(segment: string): string | undefined {
  const kind = kindOf(segment)
  if (kind === 'day' || kind === 'time') return /^\w+$/.test(segment) ? '{id}' : '{date}'
  if (kind === 'opaque' || kind === 'integer' || isMixed(segment) || isCode(segment)) return '{id}'
  return /^[A-Z][A-Z\d]*-\d+$/.test(segment) || segment.includes('@') ? '{id}' : undefined
}

/** A booking code or the like: `SRL3LA`. */
function isCode(text: string): boolean {
  return /^[A-Z\d]{5,12}$/.test(text)
}

/** Letters and digits change places too often for a word, as in `x7Kp2q`. */
function isMixed(text: string): boolean {
  if (text.length < 6 || !/^[A-Za-z\d]+$/.test(text) || !/\d/.test(text)) return false
  if (isCamelCase(text)) return false
  const changes = text.match(/(?<=[a-z])[A-Z]|(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]/g)?.length ?? 0
  return changes >= 3
}

function maskSlug(segment: string): string {
  const parts = segment.split(/([-_.~])/)
  if (parts.length < 3 || parts.length > 60) return segment
  const masked = parts.map((part) => (isVolatilePart(part) ? '{id}' : part))
  if (!masked.includes('{id}')) return segment
  return masked.every((part) => part.length < 2 || part === '{id}') ? '{id}' : masked.join('')
}

function isVolatilePart(part: string): boolean {
  if (part.length < 3 || !/\d/.test(part)) return false
  if (/^\d+$/.test(part)) return true
  return (
    (/^[\da-f]{4,}$/.test(part) && /[a-f]/.test(part)) || isMixed(part) || kindOf(part) === 'opaque'
  )
}

function maskFile(name: string, extension: string): string {
  if (uuid.test(name)) return name.replace(uuid, '{id}') + extension
  const whole = maskWhole(name)
  if (whole !== undefined && !/[-.]/.test(name)) {
    return /^\d+$/.test(name) || !/\.(m?js|css)/i.test(extension)
      ? whole + extension
      : `{hash}${extension}`
  }
  // Vite's hashes may hold the separators themselves.
  const vite = /^(.+)[-.]([\w-]{8})$/.exec(name)
  if (vite && isHash(vite[2]!)) return `${vite[1]}${name.at(-9)}{hash}${extension}`
  const parts = name.split(/([-.])/)
  return (
    parts.map((part, index) => (index > 0 && isHash(part) ? '{hash}' : part)).join('') + extension
  )
}

function isHash(part: string): boolean {
  if (part.length < 6 || part.length > 64 || !/^[\w-]+$/.test(part)) return false
  if (/^[\da-f]+$/.test(part)) return /\d/.test(part) && (/[a-f]/.test(part) || part.length >= 8)
  if (part.length < 8 || isCamelCase(part)) return false
  return /\d/.test(part)
    ? /[A-Za-z]/.test(part) && !/^[a-z]+\d+$/.test(part)
    : /[a-z][A-Z]/.test(part)
}
