import type { Tree } from '../tree.ts'
import { authorizationTree } from './authorization-tree.ts'
import { cookiesTree, cookieTree } from './cookie-tree.ts'
import { expandJwt } from './expand.ts'
import { cacheControlTree, strictTransportTree } from './header-directives.ts'
import { dispositionTree, linkTree, mediaTypeTree, serverTimingTree } from './header-items.ts'
import { tagListTree, tokenListTree, weightedListTree } from './header-lists.ts'
import { permissionsPolicyTree, securityPolicyTree } from './header-policies.ts'

type ReadValue = (value: string) => Tree

const lowerCase = (value: string): Tree => tokenListTree(value.toLowerCase())

/** Header fields that have parts, by name; the specification of each is in its function. */
const readers: Readonly<Record<string, ReadValue>> = {
  accept: weightedListTree,
  'accept-charset': weightedListTree,
  'accept-encoding': weightedListTree,
  'accept-language': weightedListTree,
  'access-control-allow-headers': lowerCase,
  'access-control-allow-methods': tokenListTree,
  'access-control-expose-headers': lowerCase,
  'access-control-request-headers': lowerCase,
  allow: tokenListTree,
  authorization: authorizationTree,
  'cache-control': cacheControlTree,
  'clear-site-data': tokenListTree,
  'content-disposition': dispositionTree,
  'content-security-policy': securityPolicyTree,
  'content-security-policy-report-only': securityPolicyTree,
  'content-type': mediaTypeTree,
  cookie: cookiesTree,
  etag: tagListTree,
  'feature-policy': securityPolicyTree,
  'if-match': tagListTree,
  'if-none-match': tagListTree,
  link: linkTree,
  'permissions-policy': permissionsPolicyTree,
  'proxy-authorization': authorizationTree,
  'server-timing': serverTimingTree,
  'set-cookie': (value) => cookieTree(value, ''),
  'strict-transport-security': strictTransportTree,
  vary: lowerCase,
}

/**
 * The value of a header field in parts: what the specification says is case-insensitive is in lower
 * case, and lists without order are sorted. Fields without parts are their text, tokens expanded.
 *
 * @param name - in any case
 * @param value - of one field, or of several joined by commas; not so for `set-cookie`, where
 *   `cookieTree` also says how long a cookie lives
 */
export function headerTree(name: string, value: string): Tree {
  const lower = name.toLowerCase()
  const read = Object.hasOwn(readers, lower) ? readers[lower] : undefined
  return read ? read(value) : expandJwt(value.trim())
}
