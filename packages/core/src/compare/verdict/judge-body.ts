import type { Difference } from '../diff/difference.ts'
import { conform } from '../noise/conform.ts'
import { shapeAt } from '../noise/shape-at.ts'
import { nameOf, type TreePath } from '../path.ts'
import type { RuleId } from '../rules.ts'
import { scalarText, type Tree, typeOf } from '../tree.ts'
import type { Exchange } from '../exchange.ts'
import { valuesAt } from './values-at.ts'
import type { Judge, Judgement } from './judgement.ts'
import type { Opinion } from './opinion.ts'
import type { Setting } from './setting.ts'
import { fieldOf, fromViolation, ruleOfMisfit } from './violation-judgement.ts'
import { typeText, valueText } from './value-text.ts'

/** Bodies of responses, and messages, by what they are. */
export const judgeBody: Judge = (difference, opinion, setting) => {
  const { kind: content } = setting
  if (difference.path[0] === 'messages') return judgeData(difference, opinion, setting)
  if (content === 'image' || content === 'binary')
    return [whole(difference, 'response.bytes.changed')]
  if (content === 'script' || content === 'style') return [judgeCode(difference, setting)]
  if (content === 'html' || content === 'text') return judgeText(difference, opinion)
  return judgeData(difference, opinion, setting)
}

function whole({ after, before, path }: Difference, rule: RuleId): Judgement {
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const what =
    rule === 'response.bytes.changed' ? 'The bytes of the body changed.' : 'The code changed.'
  return { rule, path: path.slice(0, 2), ...values, message: what }
}

/** A build gives what it made another name; the same name with other content is no build's doing. */
function judgeCode(difference: Difference, { after, before }: Setting): Judgement {
  const judgement = whole(difference, 'response.code.changed')
  if (before.target.path !== after.target.path) return judgement
  return { ...judgement, severity: 'warning', reason: 'its name is the same' }
}

function judgeText(difference: Difference, { misfit }: Opinion): Judgement[] {
  const { after, before, path } = difference
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  if (misfit?.rule === 'exposed') return [exposed(path, before, after)]
  if (misfit?.rule === 'format') {
    const message = `${fieldOf(path)} was ${valueText(before)} and is ${valueText(after)}: ${misfit.what}.`
    return [{ rule: 'response.format.changed', path, ...values, message }]
  }
  if (misfit?.rule === 'range') {
    const message = `A number in the text is out of range: ${misfit.what}.`
    return [{ rule: 'response.value.out-of-range', path, ...values, message }]
  }
  const message =
    before === undefined
      ? `Text is new: ${valueText(after)}.`
      : after === undefined
        ? `Text is gone: ${valueText(before)}.`
        : `Text changed: ${valueText(before)} became ${valueText(after)}.`
  return [{ rule: 'response.text.changed', path, ...values, message }]
}

function judgeData(difference: Difference, opinion: Opinion, setting: Setting): Judgement[] {
  switch (difference.kind) {
    case 'removed':
    case 'renamed':
      return [judgeRemoved(difference, setting)]
    case 'added':
      return judgeAdded(difference, setting)
    case 'type':
      return [judgeType(difference, setting)]
    case 'reordered':
      return [judgeOrder(difference)]
    default:
      return [judgeChanged(difference, opinion, setting)]
  }
}

function judgeRemoved({ before, kind, path, renamedTo }: Difference, setting: Setting): Judgement {
  const name = fieldOf(path)
  const value = before !== undefined && { before }
  if (isMessageKind(path, setting)) {
    if (hasNamelessMessages(setting)) {
      const message = `Messages do not say any more that they are "${nameOf(path.at(-1))}".`
      return { rule: 'response.field.removed', path, message }
    }
    return {
      rule: 'messages.missing',
      path,
      message: `Messages of the kind "${nameOf(path.at(-1))}" did not come.`,
    }
  }
  const doubt = optional(path, setting)
  if (kind === 'renamed') {
    const message = `${name} is called ${renamedTo ?? 'otherwise'} now.`
    return { rule: 'response.field.renamed', path, ...value, message, ...doubt }
  }
  return { rule: 'response.field.removed', path, ...value, message: `${name} is gone.`, ...doubt }
}

/** Messages, and events of a stream, are by their kind. */
function isMessageKind(path: TreePath, { kind }: Setting): boolean {
  return path[0] === 'messages' ? path.length === 2 : kind === 'events' && path.length === 3
}

/** Whether messages that said what they are about no longer do. */
function hasNamelessMessages({ after, before }: Setting): boolean {
  const nameless = (exchange: Exchange): boolean =>
    ['text', 'event', 'message', 'binary'].some(
      (kind) => valuesAt(exchange, ['messages', `received ${kind}`]).length > 0,
    )
  return nameless(after) && !nameless(before)
}

function judgeAdded({ after, path }: Difference, setting: Setting): Judgement[] {
  const { shape } = setting
  const value = after !== undefined && { after }
  const name = fieldOf(path)
  if (isMessageKind(path, setting)) {
    return [
      {
        rule: 'messages.added',
        path,
        message: `Messages of the kind "${nameOf(path.at(-1))}" are new.`,
      },
    ]
  }
  if (isErrorMember(path, after)) {
    return [
      { rule: 'response.error', path, ...value, message: `The response says error in ${name}.` },
    ]
  }
  const known = shapeAt(shape, path)
  // Elsewhere at this endpoint it is usual, so it says nothing new; but it must be of the usual kind.
  const violations = known && after !== undefined ? conform(known, after, path) : []
  return [
    { rule: 'response.field.added', path, ...value, message: `${name} is new.` },
    ...violations.map((violation) => fromViolation(violation)),
  ]
}

/** Whether a member says that something went wrong, and what. */
export function isErrorMember(path: TreePath, value: Tree | undefined): boolean {
  const name = path.at(-1)
  if (typeof name !== 'string') return false
  // SOAP has its fault in the body of the envelope.
  const isTop = path.length <= 4 || (path.length <= 6 && /fault$/i.test(name))
  if (!isTop || !/^(?:errors?|fault|soap:fault|soapenv:fault|s:fault|exception)$/i.test(name))
    return false
  if (value === null || value === false || value === '' || value === undefined) return false
  return !(Array.isArray(value) && value.length === 0)
}

function judgeType({ after, before, path }: Difference, setting: Setting): Judgement {
  const name = fieldOf(path)
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const known = shapeAt(setting.shape, path)
  if (before === null) {
    if (isErrorMember(path, after)) {
      return {
        rule: 'response.error',
        path,
        ...values,
        message: `The response says error in ${name}.`,
      }
    }
    return {
      rule: 'response.value.set',
      path,
      ...values,
      message: `${name} was null and is ${valueText(after)}.`,
    }
  }
  const doubt =
    after !== undefined && (known?.types[typeOf(after)] ?? 0) > 0
      ? seenElsewhere(setting)
      : undefined
  if (after === null) {
    const message = `${name} is null, it was ${valueText(before)}.`
    return { rule: 'response.value.nulled', path, ...values, message, ...doubt }
  }
  const message = `${name} is ${typeText(after)}, it was ${typeText(before)}: ${valueText(before)} became ${valueText(after)}.`
  return { rule: 'response.type.changed', path, ...values, message, ...doubt }
}

function judgeChanged(difference: Difference, opinion: Opinion, setting: Setting): Judgement {
  const { after, before, path } = difference
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const name = fieldOf(path)
  const { misfit } = opinion
  if (path.at(-1) === 'grpc-status' && before === '0') {
    return {
      rule: 'response.error',
      path,
      ...values,
      message: `The gRPC status is ${scalarText(after)}.`,
    }
  }
  if (opinion.broken) {
    const message = `${name} names another thing: ${valueText(before)} should have become ${valueText(
      setting.aliases.get(scalarText(before)) ?? before,
    )} and is ${valueText(after)}.`
    return { rule: 'response.reference.broken', path, ...values, message }
  }
  if (misfit?.rule === 'exposed') return exposed(path, before, after)
  const rule = misfit ? ruleOfMisfit[misfit.rule] : 'response.value.changed'
  const because = misfit ? `: ${misfit.what}` : ''
  const message = `${name} was ${valueText(before)} and is ${valueText(after)}${because}.`
  return { rule, path, ...values, message }
}

function judgeOrder({ path }: Difference): Judgement {
  const message = `The items of ${fieldOf(path)} are in another order.`
  return { rule: 'response.array.reordered', path, message }
}

function exposed(path: TreePath, before: Tree | undefined, after: Tree | undefined): Judgement {
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  return {
    rule: 'response.secret.exposed',
    path,
    ...values,
    message: `${fieldOf(path)} was masked and is readable.`,
  }
}

/** A field that others of the endpoint do not have either may be absent; then it is not certain. */
function optional(
  path: TreePath,
  setting: Setting,
): Pick<Judgement, 'severity' | 'reason'> | undefined {
  const parent = shapeAt(setting.shape, path.slice(0, -1))
  const own = shapeAt(setting.shape, path)
  const isOptional = parent !== undefined && own !== undefined && own.count < parent.objects
  return isOptional ? seenElsewhere(setting) : undefined
}

function seenElsewhere({ row }: Setting): Pick<Judgement, 'severity' | 'reason'> | undefined {
  if (row.samples > 1) return undefined
  const reason = 'others of this endpoint are like that, and there is only one session to judge by'
  return { severity: 'warning', reason }
}
