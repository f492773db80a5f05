import { remember } from './remember.ts'

const plainIds = /(^|[_.-])(id|ids|uid|uuid|guid|oid|slug)$/i
const camelIds = /(?<=[a-z\d])(Ids?|IDs?|UUID|Uuid|Guid|Uid|Slug)$/
const transientNames =
  /^(_|t|ts|_t|_ts|cb|rnd|rand|random|nonce|now|timestamp|_dc|sig|signature|expires|date|time)$|nonce|csrf|xsrf|idempoten|(request|trace|span|correlation|mutation)[_-]?id$|cache[_-]?bust|^x-(amz|goog)-/i
const wrappers: ReadonlySet<string> = new Set(
  'data items item result results node nodes edges list content contents rows records entries response payload body value values _embedded embedded hits input variables params attributes object objects _source doc docs page filter where'.split(
    ' ',
  ),
)

/** Whether a member, parameter or attribute of this name holds the id of something. */
export const isIdName: (name: string) => boolean = remember(
  (name) => name.length < 200 && (plainIds.test(name) || camelIds.test(name)),
)

/** Whether a value of this name is another one for each request, and tells nothing about it. */
export const isTransientName: (name: string) => boolean = remember(
  (name) => name.length < 200 && transientNames.test(name),
)

/** Whether a member of this name only holds others, and does not say what they are. */
export function isWrapper(name: string): boolean {
  return wrappers.has(name)
}

const withoutId = remember((name) => singular(name.replace(plainIds, '').replace(camelIds, '')))

/** What an id is the id of: `product` for `productId`, `product_ids`, and for `id` in `products`. */
export function entityOf(name: string, owner: string): string {
  return withoutId(name) || singular(owner)
}

/** `category` for `categories`, in lower case. */
export const singular: (name: string) => string = remember((name) => {
  const lower = name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '')
  if (lower.endsWith('ies') && lower.length > 4) return `${lower.slice(0, -3)}y`
  return lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower
})
