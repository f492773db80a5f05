import type { Difference } from '../diff/difference.ts'
import { scalarText } from '../tree.ts'
import { nameOf } from '../path.ts'
import type { RuleId } from '../rules.ts'
import type { Severity } from '../finding.ts'
import { judgeLocation } from './judge-location.ts'
import type { Judge } from './judgement.ts'
import { valueText } from './value-text.ts'

/** Response headers, by what each is for. */
export const judgeHeader: Judge = (difference, opinion, setting) => {
  const { after, before, path } = difference
  const name = nameOf(path[2])
  if (name === 'location' || name === 'content-location') {
    return judgeLocation(difference, opinion, setting)
  }
  if (name === 'grpc-status' && scalarText(before) === '0') {
    const message = `The gRPC status is ${scalarText(after) || 'missing'}, it was 0.`
    return [
      { rule: 'response.error', path, before: '0', ...(after !== undefined && { after }), message },
    ]
  }
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const { rule, severity } = ruleOf(name, difference)
  const message = messageOf(name, difference)
  return [{ rule, path, ...values, message, ...(severity && { severity }) }]
}

const security: ReadonlySet<string> = new Set([
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'x-xss-protection',
])

const caching: ReadonlySet<string> = new Set([
  'cache-control',
  'cdn-cache-control',
  'etag',
  'expires',
  'last-modified',
  'pragma',
  'surrogate-control',
  'vary',
])

function ruleOf(
  name: string,
  difference: Difference,
): { readonly rule: RuleId; readonly severity?: Severity } {
  const { after, before, kind, path } = difference
  const isWhole = path.length === 3
  const isAdded = kind === 'added' && isWhole
  if (isAdded && !name.startsWith('access-control-')) return { rule: 'response.header.added' }
  if (security.has(name)) {
    // A directive more, or a source less, allows less; a longer time protects longer.
    const isStronger =
      kind === 'added' ||
      kind === 'item-removed' ||
      (typeof before === 'number' && typeof after === 'number' && after > before)
    return { rule: 'response.security-header.weakened', ...(isStronger && { severity: 'info' }) }
  }
  // That it varies with the coding is a matter of the coding, which is judged apart.
  const isCoding = name === 'vary' && (before === 'accept-encoding' || after === 'accept-encoding')
  if (isCoding) return { rule: 'response.caching.changed', severity: 'info' }
  if (caching.has(name)) return { rule: 'response.caching.changed' }
  if (name === 'access-control-max-age') return { rule: 'response.header.changed' }
  if (name.startsWith('access-control-')) {
    if (kind === 'added' || kind === 'item-added' || after === '*') {
      return { rule: 'response.cors.widened' }
    }
    return { rule: 'response.cors.narrowed' }
  }
  return {
    rule: isWhole && kind === 'removed' ? 'response.header.removed' : 'response.header.changed',
  }
}

function messageOf(name: string, { after, before, kind, path }: Difference): string {
  const inner = path.slice(3).filter((step) => typeof step === 'string')
  const what = inner.length > 0 ? `${name} (${inner.join(' ')})` : name
  if (kind === 'removed' || kind === 'item-removed')
    return `The header ${what} is gone, it was ${valueText(before)}.`
  if (kind === 'added' || kind === 'item-added')
    return `The header ${what} is new: ${valueText(after)}.`
  return `The header ${what} was ${valueText(before)} and is ${valueText(after)}.`
}
