import type { Difference } from '../diff/difference.ts'
import { patternOf } from '../path.ts'
import type { RuleId } from '../rules.ts'
import { classOf, isVolatileClass } from '../values/value-class.ts'
import { isCredentialName } from './credential-name.ts'
import type { Judge } from './judgement.ts'
import { valueText } from './value-text.ts'

/** What the client sends: needing more or sending less is for the server to accept or not. */
export const judgeRequest: Judge = (difference, { misfit }) => {
  const { after, before, kind, path } = difference
  const rule = ruleOf(difference)
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const name = patternOf(path.slice(2))
  const because = misfit && misfit.rule !== 'exposed' ? `: ${misfit.what}` : ''
  const messages: Partial<Record<Difference['kind'], string>> = {
    removed: `The client no longer sends ${name}.`,
    added: `The client sends ${name}, which it did not before.`,
    'item-removed': `The client sends fewer ${name}.`,
    'item-added': `The client sends more ${name}.`,
    renamed: `The client sends ${name} under the name ${difference.renamedTo ?? ''}.`,
    reordered: `The client sends ${name} in another order.`,
  }
  const message =
    messages[kind] ??
    `The client sends ${valueText(after)} for ${name}, before it was ${valueText(before)}${because}.`
  return [{ rule, path, ...values, message }]
}

function ruleOf({ after, before, kind, path }: Difference): RuleId {
  const [, part, name = ''] = path
  const field = typeof name === 'string' ? name : ''
  const isWhole = path.length === 3
  if (part === 'headers' || part === 'cookies') {
    if (kind === 'removed' && isWhole) {
      return isCredential(field, before) ? 'request.auth.dropped' : 'request.header.removed'
    }
    if (field === 'authorization' && kind === 'type') return 'request.auth.dropped'
    if (kind === 'added') return 'request.header.added'
    return 'request.header.changed'
  }
  const last = path.findLast((step) => typeof step === 'string') as string
  const isExposed = kind === 'added' && isCredentialName(last) && after !== '' && after !== null
  if (part === 'query') {
    if (kind === 'added') return isExposed ? 'request.credential.exposed' : 'request.query.added'
    return kind === 'removed' || kind === 'renamed'
      ? 'request.query.removed'
      : 'request.value.changed'
  }
  if (kind === 'removed' || kind === 'renamed') return 'request.field.removed'
  return kind === 'added' ? 'request.field.added' : 'request.value.changed'
}

function isCredential(name: string, value: Difference['before']): boolean {
  if (isCredentialName(name)) return true
  return typeof value === 'string' && value.length >= 16 && isVolatileClass(classOf(value))
}
