import { conform } from '../noise/conform.ts'
import { hasDuplicates, textOf } from '../noise/duplicates.ts'
import type { ListDomain } from '../noise/shape.ts'
import { shapeAt } from '../noise/shape-at.ts'
import type { Tree } from '../tree.ts'
import { valuesAt } from './values-at.ts'
import type { Judgement } from './judgement.ts'
import type { ListChange } from './list-change.ts'
import { variedIn } from './opinion.ts'
import type { Setting } from './setting.ts'
import { isErrorMember } from './judge-body.ts'
import { fieldOf, fromViolation } from './violation-judgement.ts'

/** What it means that items of a list are gone or new. */
export function judgeList(change: ListChange, setting: Setting): Judgement[] {
  const { added, path, removed } = change
  const known = shapeAt(setting.shape, path)
  const lengths = lengthsOf(change, setting)
  const varied = variedIn(setting, path, 'membership')
  const finding = findingOf(change, lengths, setting)
  const misfit =
    varied !== undefined && known?.lists ? lengthMisfit(known.lists, lengths) : undefined
  const isNoise = varied !== undefined && !misfit && finding.rule !== 'response.array.duplicated'
  const own: Judgement = isNoise
    ? { ...finding, severity: 'noise', reason: varied }
    : { ...finding, ...(misfit && { message: `${finding.message} ${misfit}` }) }
  const items = known?.items
  const violations = items
    ? added.flatMap(({ after, path: place }) =>
        after === undefined ? [] : conform(items, after, place),
      )
    : []
  if (removed.length + added.length === 0) return []
  return [own, ...violations.map((violation) => fromViolation(violation))]
}

interface Lengths {
  readonly before: number
  readonly after: number
}

function lengthsOf({ added, path, removed }: ListChange, { after, before }: Setting): Lengths {
  const list = valuesAt(before, path).find((value) => Array.isArray(value)) as
    | readonly Tree[]
    | undefined
  const length = list?.length ?? removed.length
  // Of very many differences not all are told; without items on the way the list itself is there.
  const isPlain = path.every((step) => typeof step === 'string')
  const others = isPlain ? valuesAt(after, path).filter((value) => Array.isArray(value)) : []
  const [other] = others as Array<readonly Tree[]>
  if (other) return { before: length, after: other.length }
  return { before: length, after: Math.max(0, length - removed.length + added.length) }
}

function findingOf(
  { added, path, removed }: ListChange,
  lengths: Lengths,
  setting: Setting,
): Judgement {
  const name = fieldOf(path)
  const values = { before: `${lengths.before} items`, after: `${lengths.after} items` }
  if (lengths.before === 0 && added[0] && isErrorMember(path, [added[0].after ?? null])) {
    return {
      rule: 'response.error',
      path,
      ...values,
      message: `The response says error in ${name}.`,
    }
  }
  if (lengths.after === 0) {
    return { rule: 'response.array.emptied', path, ...values, message: `${name} is empty.` }
  }
  const copy = added.find(({ after }) => isCopy(after, path, setting))
  if (copy) {
    const message = `${name} has an item twice.`
    return { rule: 'response.array.duplicated', path, ...values, message }
  }
  if (removed.length > 0) {
    const others = added.length > 0 ? `, and ${added.length} are new` : ''
    const message = `${Math.max(removed.length, lengths.before - lengths.after)} of the ${lengths.before} items of ${name} are missing${others}.`
    return { rule: 'response.array.shorter', path, ...values, message }
  }
  const message = `${name} has ${added.length} more items.`
  return { rule: 'response.array.longer', path, ...values, message }
}

/** Whether an item that is new is there twice, which it never was before. */
function isCopy(
  item: Tree | undefined,
  path: ListChange['path'],
  { after, before, row, shape }: Setting,
): boolean {
  const isTelling =
    typeof item === 'object'
      ? item !== null
      : (typeof item === 'string' && item.length > 2) || (item !== undefined && row.samples > 1)
  if (item === undefined || !isTelling) return false
  const text = textOf(item)
  const own = valuesAt(before, path).filter((value) => Array.isArray(value))
  const isUsual = own.some((list) => hasCopies(list as readonly Tree[]))
  if (isUsual || (row.samples < 2 && (shapeAt(shape, path)?.lists?.duplicated ?? 0) > 0))
    return false
  const lists = valuesAt(after, path).filter((value) => Array.isArray(value)) as Array<
    readonly Tree[]
  >
  return lists.some(
    (list) => list.length < 5_000 && list.filter((one) => textOf(one) === text).length > 1,
  )
}

function hasCopies(list: readonly Tree[]): boolean {
  const isPlain = list.every((item) => typeof item !== 'object' || item === null)
  return isPlain ? new Set(list).size < list.length : hasDuplicates(list)
}

function lengthMisfit(
  { count, longest, shortest }: ListDomain,
  { after }: Lengths,
): string | undefined {
  const range = shortest === longest ? `always ${shortest}` : `from ${shortest} to ${longest}`
  const isFixed = count >= 3 && shortest === longest
  const isShort = after < shortest && (isFixed || after === 0 || after * 2 < shortest)
  const isLong = after > longest * 3 + 3
  return isShort || isLong ? `There were ${range}.` : undefined
}
