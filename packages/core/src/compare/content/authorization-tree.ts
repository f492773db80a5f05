import type { Tree } from '../tree.ts'
import { expandJwt } from './expand.ts'
import { parametersOf, splitOutside } from './header-parameters.ts'

/** `{ scheme: 'bearer', credentials: … }` (RFC 9110 §11.6.2); those of Digest are by name. */
export function authorizationTree(value: string): Tree {
  const [, scheme = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(value.trim()) ?? []
  const lower = scheme.toLowerCase()
  if (lower === 'digest') {
    return { scheme: lower, credentials: parametersOf(`;${splitOutside(rest, ',').join(';')}`) }
  }
  return { scheme: lower, credentials: expandJwt(rest) }
}
