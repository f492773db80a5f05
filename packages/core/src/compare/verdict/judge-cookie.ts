import type { Difference } from '../diff/difference.ts'
import { nameOf } from '../path.ts'
import type { RuleId } from '../rules.ts'
import type { Severity } from '../finding.ts'
import { scalarText } from '../tree.ts'
import type { Judge } from './judgement.ts'
import { valueText } from './value-text.ts'

/** Cookies by their attributes (RFC 6265 §5.2). */
export const judgeCookie: Judge = (difference) => {
  const { after, before, path } = difference
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const { message, rule, severity } = meaningOf(difference)
  return [{ rule, path, ...values, message, ...(severity && { severity }) }]
}

interface Meaning {
  readonly rule: RuleId
  readonly message: string
  readonly severity?: Severity
}

function meaningOf({ after, before, kind, path }: Difference): Meaning {
  const [, , name, attribute] = path
  const cookie = `The cookie ${nameOf(name)}`
  if (attribute === undefined) {
    if (kind === 'removed')
      return { rule: 'response.cookie.removed', message: `${cookie} is not set.` }
    return { rule: 'response.cookie.added', message: `${cookie} is new.` }
  }
  const field = nameOf(attribute).toLowerCase()
  if (kind === 'removed' && protections.has(field)) {
    return { rule: 'response.cookie.weakened', message: `${cookie} lost ${nameOf(attribute)}.` }
  }
  if (kind === 'changed' && protections.has(field) && strictness(after) < strictness(before)) {
    const message = `${cookie} has ${nameOf(attribute)}=${scalarText(after)} instead of ${scalarText(before)}.`
    return { rule: 'response.cookie.weakened', message }
  }
  if (field === 'domain' && kind === 'added') {
    return {
      rule: 'response.cookie.weakened',
      message: `${cookie} is sent to all hosts of ${valueText(after)}.`,
    }
  }
  const message = `${cookie} has other ${nameOf(attribute)}: ${valueText(before)} became ${valueText(after)}.`
  const isBetter = protections.has(field)
  return { rule: 'response.cookie.changed', message, ...(isBetter && { severity: 'info' }) }
}

const protections: ReadonlySet<string> = new Set(['httponly', 'secure', 'samesite', 'partitioned'])

/** Of SameSite, and of flags. */
function strictness(value: unknown): number {
  const order: unknown[] = [false, 'none', 'lax', 'strict', true]
  return order.indexOf(typeof value === 'string' ? value.toLowerCase() : value)
}
