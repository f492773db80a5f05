import type { Difference } from '../diff/difference.ts'
import { misfitOf } from '../noise/conform.ts'
import { volatileRequestHeaders, volatileResponseHeaders } from '../noise/header-priors.ts'
import type { Misfit } from '../noise/misfit.ts'
import type { Shape, Variation } from '../noise/shape.ts'
import { shapeAt } from '../noise/shape-at.ts'
import { variationOf } from '../noise/variation.ts'
import { nameOf, placeOf, type TreePath } from '../path.ts'
import { type Tree, typeOf } from '../tree.ts'
import { isTransientName } from '../align/names.ts'
import { isIdName } from './id-name.ts'
import { isBrokenReference } from './broken-reference.ts'
import { pairMisfit } from './pair-misfit.ts'
import { isSameItem } from './same-item.ts'
import type { Setting } from './setting.ts'
import { valuesAt } from './values-at.ts'

/** Whether a difference is noise, and if not, what is known against it. */
export interface Opinion {
  /** Why it is noise. */
  readonly noise?: string
  /** What is wrong with the value after. */
  readonly misfit?: Misfit
  /** Whether it is the id of another thing than everywhere else. */
  readonly broken?: boolean
  /** Whether the place was the same in several sessions of before. */
  readonly constant: boolean
}

/** Weighs what was learnt, the form of the values, and what is known of headers. */
export function opinionOn(difference: Difference, setting: Setting): Opinion {
  const variation = variationOf[difference.kind]
  const place = variation === 'membership' ? difference.path.slice(0, -1) : difference.path
  const prior = headerPrior(difference)
  if (prior !== undefined) return { noise: prior, constant: false }
  if (isCallId(difference, setting)) {
    return { noise: 'it numbers the call, as JSON-RPC asks for', constant: false }
  }
  if (isSentBack(difference, setting)) {
    return { noise: 'the client sends back what the server has set', constant: false }
  }
  // What stands at an address is judged by where it leads.
  if (difference.path[2] === 'location') return { constant: false }
  const varied = variedIn(setting, place, variation) ?? openIn(setting, difference)
  const constant = varied === undefined && setting.row.samples > 1
  if (varied === undefined && isBrokenReference(difference, constant, setting)) {
    return { broken: true, constant }
  }
  if (varied !== undefined) {
    const found = learntMisfit(difference, setting)
    // What comes and goes may be something that never came before.
    const isOpen = found?.rule === 'member' && place.some((step) => typeof step === 'object')
    const misfit = isOpen ? undefined : found
    return misfit ? { misfit, constant } : { noise: varied, constant }
  }
  return { ...byForm(difference, setting, constant), constant }
}

/** What differs because the items of a list come and go, and with them their order and their values. */
function openIn(setting: Setting, { kind, path }: Difference): string | undefined {
  if (kind === 'reordered') return variedIn(setting, path, 'membership')
  if (kind !== 'changed' && kind !== 'type') return undefined
  return path
    .map((step, index) => {
      // An item that an id identifies is the same item, whatever came and went beside it.
      const isOther = typeof step === 'object' && !isSameItem(step, setting.aliases)
      return isOther ? variedIn(setting, path.slice(0, index), 'membership') : undefined
    })
    .find((reason) => reason !== undefined)
}

/** JSON-RPC 2.0 §4: the id belongs to the call, whatever it is. */
function isCallId({ kind, path }: Difference, { before }: Setting): boolean {
  const [side, part] = path
  if (kind !== 'changed' || part !== 'body' || path.at(-1) !== 'id' || path.length > 4) return false
  return side !== undefined && valuesAt(before, [...path.slice(0, -1), 'jsonrpc']).length > 0
}

/** A cookie of another value is a matter of the response that set it. */
function isSentBack({ kind, path }: Difference, { setCookies }: Setting): boolean {
  const [side, part, name] = path
  return (
    side === 'request' && part === 'cookies' && kind === 'changed' && setCookies.has(nameOf(name))
  )
}

/** Whether, and how we know, that the place differs between sessions that did the same. */
export function variedIn(
  { evidence, row, shape }: Setting,
  place: TreePath,
  variation: Variation,
): string | undefined {
  const kinds = row.places.get(placeOf(place))
  if (kinds?.has(variation)) return `it differed between ${row.samples} sessions of before`
  const known = shapeAt(shape, place)
  const times = timesVaried(known, variation)
  if (variation === 'membership' && known?.items && hasVariedIds(known.items)) {
    return 'its items are other ones in each session of before'
  }
  if (times > 0) return `it differs elsewhere at this endpoint between sessions of before`
  if (place[1] !== 'headers') return undefined
  const common = timesVaried(shapeAt(evidence.common, place), variation)
  return common > 0 ? 'this header differs between sessions of before' : undefined
}

/** Items that were taken for the same by their position alone have other ids then. */
function hasVariedIds({ members, varied }: Shape): boolean {
  if ((varied.value ?? 0) > 0) return true
  return [...(members ?? [])].some(
    ([name, member]) =>
      (isIdName([name]) && timesVaried(member, 'value') > 0) ||
      (member.members !== undefined &&
        [...member.members].some(
          ([inner, shape]) => isIdName([inner]) && timesVaried(shape, 'value') > 0,
        )),
  )
}

function timesVaried(shape: Shape | undefined, variation: Variation): number {
  return shape?.varied[variation] ?? 0
}

function learntMisfit(
  { after: value, kind, path }: Difference,
  { evidence, hosts, shape }: Setting,
): Misfit | undefined {
  if (value === undefined) return undefined
  if (kind === 'type') return typeMisfit(value, shapeAt(shape, path))
  if (kind !== 'changed') return undefined
  const after = typeof value === 'string' && hosts ? hosts.toFirst(value) : value
  const known = shapeAt(shape, path)
  if (!known) return undefined
  const misfit = misfitOf(known, after)
  if (misfit?.rule === 'range' && isNumbering(path, after, known)) return undefined
  if (misfit && path[1] === 'headers') {
    // The same header of another endpoint may have had such a value.
    const common = shapeAt(evidence.common, path)
    return common && !misfitOf(common, after) ? undefined : misfit
  }
  return misfit
}

/** Numbers of tickets, revisions and the like are drawn from a range that few samples do not show. */
function isNumbering(path: TreePath, after: Tree, { numbers }: Shape): boolean {
  const name = path.findLast((step) => typeof step === 'string') ?? ''
  const isOne =
    isIdName(path) || /(?:number|no|nr|ticket|code|seq|sequence|rev|revision)$/i.test(name)
  return isOne && typeof after === 'number' && after > 0 && after < (numbers?.most ?? 0) * 100
}

function typeMisfit(value: Tree, known: Shape | undefined): Misfit | undefined {
  const isKnown = known === undefined || known.types[typeOf(value)] !== undefined
  return isKnown ? undefined : { rule: 'type', what: 'it never had this type' }
}

/** The value's own form, for places that were never seen to differ. */
function byForm(
  { after, before, kind, path }: Difference,
  setting: Setting,
  constant: boolean,
): Omit<Opinion, 'constant'> {
  if (kind !== 'changed' || before === undefined || after === undefined) return {}
  // Bytes are what they are.
  if (path.at(-1) === 'sha256') return {}
  const opinion = pairMisfit(before, after, path, setting, constant)
  const misfit = opinion.misfit ?? domainMisfit(after, path, setting)
  const noise = misfit ? undefined : opinion.noise
  return { ...(noise !== undefined && { noise }), ...(misfit && { misfit }) }
}

/** A number that no other of its place comes near to. */
function domainMisfit(after: Tree, path: TreePath, { shape }: Setting): Misfit | undefined {
  const known = shapeAt(shape, path)
  if (typeof after === 'number') return known && misfitOf(known, after)
  // Ids that are another one each time, although they stand for the same.
  const isId = typeof after === 'string' && (known?.strings?.values.size ?? 0) >= 3
  const misfit = isId && known ? misfitOf(known, after) : undefined
  return misfit?.rule === 'format' ? misfit : undefined
}

function headerPrior({ kind, path }: Difference): string | undefined {
  const [side, part, name] = path
  if (part === 'query' && kind === 'changed' && isTransientName(nameOf(name))) {
    return `the parameter ${nameOf(name)} is another one for each request`
  }
  if (part !== 'headers' || typeof name !== 'string') return undefined
  const isVolatile = (side === 'request' ? volatileRequestHeaders : volatileResponseHeaders).has(
    name,
  )
  if (!isVolatile) return undefined
  const isPresence = path.length === 3 && (kind === 'removed' || kind === 'added')
  if (isPresence && validators.has(name)) return undefined
  return `the header ${name} says when, where or by whom, not what`
}

/** Their values differ, but whether there is one decides about caching. */
const validators: ReadonlySet<string> = new Set(['etag', 'expires', 'last-modified'])
