import { rangeMisfit } from './check-number.ts'
import { maskTimes } from '../values/mask.ts'
import type { Misfit } from './misfit.ts'

/** A part of a text that is the same every time, or one that varies. */
export type Slot = string | Wild

/** What a part that varies has been. */
export interface Wild {
  /** Bits of {@link kindOf}. */
  kinds: number
  shortest: number
  longest: number
  /** Texts it was learnt from. */
  count: number
  /** Of parts that are digits only. */
  least: number
  most: number
  /** Other texts may have another number of parts here. */
  gap?: boolean
}

const digits = 1
const lower = 2
const upper = 4
const special = 8

/** Longer texts have no template. */
const mostParts = 400

/** Runs of letters and digits, numbers with decimals, and everything between, one by one. */
export function partsOf(text: string): string[] | undefined {
  const parts =
    text.length > 16_384 ? undefined : maskTimes(text).match(/[\p{L}\p{M}\d]+|[^\p{L}\p{M}\d]/gu)
  if (!parts || parts.length > mostParts) return undefined
  return parts
}

/** The template of texts that share one, or `undefined` when they have nothing in common. */
export function learnTemplate(texts: Iterable<string>): Slot[] | undefined {
  let template: Slot[] | undefined
  for (const text of texts) {
    const parts = partsOf(text)
    if (!parts) return undefined
    template = template ? merge(template, parts) : parts
  }
  return template
}

/**
 * Whether the template says enough to judge by: what varies in it are numbers and ids, or it was
 * learnt from many texts. Two titles that share a word by chance say nothing.
 */
export function isFirm(template: readonly Slot[]): boolean {
  const hasWords = template.some((slot) => typeof slot === 'string' && /[\p{L}\d]{2}/u.test(slot))
  return (
    hasWords &&
    template.every((slot) => {
      if (typeof slot === 'string') return true
      return slot.count >= 8 || (!slot.gap && (slot.kinds & digits) !== 0)
    })
  )
}

/** Why `text` does not fit; `undefined` when it does. */
export function misfitOf(template: readonly Slot[], text: string): Misfit | undefined {
  const parts = partsOf(text)
  if (!parts) return { rule: 'value', what: 'it is much longer' }
  const pairs = alignParts(template, parts)
  if (!pairs) return { rule: 'value', what: 'the words around what varies are other ones' }
  for (const [slot, run] of pairs) {
    if (typeof slot === 'string' || slot.gap) continue
    const misfit = wildMisfit(slot, run)
    if (misfit) return misfit
  }
  return undefined
}

function wildMisfit(wild: Wild, run: string): Misfit | undefined {
  if (wild.kinds === digits) {
    if (kindOf(run) !== digits) return { rule: 'value', what: 'there is no number where one was' }
    return run.length > 15 ? undefined : rangeMisfit(wild.least, wild.most, Number(run))
  }
  // Short ids lack a kind of character by chance.
  if (wild.shortest < 6) return undefined
  if (wild.count >= 3 && wild.shortest === wild.longest && run.length !== wild.shortest) {
    const what = `it has ${run.length} characters where it always had ${wild.shortest}`
    return { rule: 'format', what }
  }
  if (run.length * 2 < wild.shortest || run.length > wild.longest * 2) {
    return { rule: 'format', what: `it has ${run.length} characters` }
  }
  const isNew = (kindOf(run) & ~wild.kinds) !== 0
  return isNew ? { rule: 'format', what: 'it has other kinds of characters' } : undefined
}

function merge(template: readonly Slot[], parts: readonly string[]): Slot[] {
  const isFixed =
    template.length === parts.length &&
    !template.some((slot) => typeof slot !== 'string' && slot.gap)
  const pairs = isFixed
    ? template.map((slot, index) => [slot, parts[index] as string] as const)
    : commonParts(template, parts)
  const merged: Slot[] = []
  for (const [slot, run] of pairs) {
    if (slot === run && typeof slot === 'string') merged.push(slot)
    else merged.push(widen(slot, run, isFixed))
  }
  return merged
}

function widen(slot: Slot | undefined, run: string, isFixed: boolean): Wild {
  const wild: Wild =
    slot === undefined || typeof slot === 'string'
      ? { kinds: 0, shortest: Infinity, longest: 0, count: 0, least: Infinity, most: -Infinity }
      : { ...slot }
  if (typeof slot === 'string') add(wild, slot)
  add(wild, run)
  if (!isFixed) wild.gap = true
  return wild
}

function add(wild: Wild, run: string): void {
  wild.count++
  wild.kinds |= kindOf(run)
  wild.shortest = Math.min(wild.shortest, run.length)
  wild.longest = Math.max(wild.longest, run.length)
  if (/^\d{1,15}$/.test(run)) {
    wild.least = Math.min(wild.least, Number(run))
    wild.most = Math.max(wild.most, Number(run))
  }
}

function kindOf(run: string): number {
  let kinds = 0
  for (let index = 0; index < run.length; index++) {
    const code = run.charCodeAt(index)
    if (code >= 48 && code <= 57) kinds |= digits
    else if (code >= 97 && code <= 122) kinds |= lower
    else if (code >= 65 && code <= 90) kinds |= upper
    else kinds |= special
  }
  return kinds
}

/** Parts that both have, in order, with gaps between them: the longest common subsequence of literals. */
function commonParts(template: readonly Slot[], parts: readonly string[]): Array<[Slot, string]> {
  const width = parts.length + 1
  const lengths = new Uint16Array((template.length + 1) * width)
  for (let row = template.length - 1; row >= 0; row--) {
    for (let column = parts.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        template[row] === parts[column]
          ? (lengths[(row + 1) * width + column + 1] as number) + 1
          : Math.max(
              lengths[(row + 1) * width + column] as number,
              lengths[row * width + column + 1] as number,
            )
    }
  }
  const pairs: Array<[Slot, string]> = []
  let gap: [slots: Slot[], run: string] | undefined
  const close = (): void => {
    if (gap) pairs.push([gapOf(gap[0]), gap[1]])
    gap = undefined
  }
  let row = 0
  let column = 0
  while (row < template.length || column < parts.length) {
    const isCommon =
      row < template.length && column < parts.length && template[row] === parts[column]
    if (isCommon) {
      close()
      pairs.push([template[row++] as Slot, parts[column++] as string])
      continue
    }
    gap ??= [[], '']
    const down = row < template.length ? (lengths[(row + 1) * width + column] as number) : -1
    const right = column < parts.length ? (lengths[row * width + column + 1] as number) : -1
    if (down >= right) gap[0].push(template[row++] as Slot)
    else gap[1] += parts[column++] as string
  }
  close()
  return pairs
}

function gapOf(slots: readonly Slot[]): Slot {
  const [only] = slots
  if (slots.length === 1 && typeof only === 'object') return only
  const texts = slots.map((slot) => (typeof slot === 'string' ? slot : 'x'))
  return widen(undefined, texts.join(''), false)
}

/** Each slot with the run of the text that stands for it, or `undefined` when literals are missing. */
function alignParts(
  template: readonly Slot[],
  parts: readonly string[],
): Array<readonly [Slot, string]> | undefined {
  const hasGap = template.some((slot) => typeof slot !== 'string' && slot.gap)
  if (!hasGap) {
    if (template.length !== parts.length) return undefined
    const pairs = template.map((slot, index) => [slot, parts[index] as string] as const)
    return pairs.every(([slot, run]) => typeof slot !== 'string' || slot === run)
      ? pairs
      : undefined
  }
  const pairs = commonParts(template, parts)
  const literals = template.filter((slot) => typeof slot === 'string').length
  const kept = pairs.filter(([slot, run]) => slot === run).length
  return kept === literals ? pairs : undefined
}
