import type { Violation } from '../noise/conform.ts'
import type { Misfit } from '../noise/misfit.ts'
import { patternOf, type TreePath } from '../path.ts'
import type { RuleId } from '../rules.ts'
import type { Judgement } from './judgement.ts'
import { valueText } from './value-text.ts'

export const ruleOfMisfit: Readonly<Record<Misfit['rule'], RuleId>> = {
  type: 'response.type.changed',
  format: 'response.format.changed',
  member: 'response.value.new-member',
  range: 'response.value.out-of-range',
  value: 'response.value.changed',
  exposed: 'response.secret.exposed',
}

/** What a violation of a domain means. */
export function fromViolation({ path, rule, value, what }: Violation): Judgement {
  const after = value !== undefined && { after: value }
  const name = fieldOf(path)
  if (rule === 'removed') {
    return { rule: 'response.field.removed', path, message: `${name} is missing: ${what}.` }
  }
  if (rule === 'nulled') {
    return { rule: 'response.value.nulled', path, ...after, message: `${name} is null: ${what}.` }
  }
  return {
    rule: ruleOfMisfit[rule],
    path,
    ...after,
    message: `${name} is ${valueText(value)}: ${what}.`,
  }
}

/** `items[].price` for the middle of a sentence. */
export function fieldOf(path: TreePath): string {
  return patternOf(path.slice(path[0] === 'messages' ? 1 : 2)) || 'the body'
}
