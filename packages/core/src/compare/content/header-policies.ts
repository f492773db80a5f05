import type { Tree } from '../tree.ts'
import { splitOutside } from './header-parameters.ts'

/**
 * What is allowed by directive, sorted: `{ 'script-src': ["'self'", 'https://cdn.test'] }`; a list
 * when there are several policies (CSP Level 3 §2.2). The first directive of a name counts.
 */
export function securityPolicyTree(value: string): Tree {
  const policies = value.split(',').map((policy) => policyTree(policy))
  return policies.length === 1 ? (policies[0] as Tree) : policies
}

function policyTree(policy: string): Tree {
  const allowed = new Map<string, Tree>()
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/)
    const lower = name.toLowerCase()
    if (lower !== '' && !allowed.has(lower)) allowed.set(lower, sources.map(sourceText).toSorted())
  }
  return Object.fromEntries(allowed)
}

/** Keywords are case-insensitive, paths, nonces and hashes are not. */
function sourceText(source: string): string {
  return /^'[a-z-]+'$/i.test(source) ? source.toLowerCase() : source
}

/**
 * Who may use each feature, sorted: `{ camera: [], geolocation: ['self', 'https://maps.test'] }`
 * (Permissions Policy §9.1).
 */
export function permissionsPolicyTree(value: string): Tree {
  const allowed = new Map<string, Tree>()
  for (const item of splitOutside(value, ',')) {
    const equals = item.indexOf('=')
    const name = item.slice(0, equals < 0 ? item.length : equals)
    const members = equals < 0 ? '' : item.slice(equals + 1).replace(/^\(|\)$/g, '')
    const origins = members.split(/\s+/).map((origin) => origin.replace(/^"(.*)"$/, '$1'))
    // The last one of a name counts (RFC 9651 §4.2.2).
    allowed.set(name.trim().toLowerCase(), origins.filter((origin) => origin !== '').toSorted())
  }
  return Object.fromEntries(allowed)
}
