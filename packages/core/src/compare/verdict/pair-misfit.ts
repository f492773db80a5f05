import type { Misfit } from '../noise/misfit.ts'
import type { TreePath } from '../path.ts'
import type { Tree } from '../tree.ts'
import { maskVolatile } from '../values/mask.ts'
import { isSameForm } from '../values/same-form.ts'
import { timeForm } from '../values/time-form.ts'
import {
  classOf,
  isEpoch,
  isTimeClass,
  isVolatileClass,
  type ValueClass,
} from '../values/value-class.ts'
import { isIdName } from './id-name.ts'
import type { Setting } from './setting.ts'

/** What can be said of two values that differ when nothing was learnt about their place. */
export interface PairOpinion {
  readonly noise?: string
  readonly misfit?: Misfit
}

export function pairMisfit(
  before: Tree,
  after: Tree,
  path: TreePath,
  setting: Setting,
  constant: boolean,
): PairOpinion {
  if (typeof before === 'string' && typeof after === 'string') {
    return ofStrings(before, after, path, setting)
  }
  if (typeof before === 'number' && typeof after === 'number') {
    return ofNumbers(before, after, path, constant)
  }
  if (typeof before === 'bigint' || typeof after === 'bigint') {
    return isIdName(path) ? { noise: 'a new id' } : {}
  }
  return {}
}

function ofStrings(before: string, after: string, path: TreePath, setting: Setting): PairOpinion {
  const was = classOf(before)
  const is = classOf(after)
  // Of a long text only the hash says whether its end is the same.
  if (digestIn(before) !== digestIn(after)) return {}
  const masked = is === 'redacted' || was === 'redacted'
  if (masked) return { noise: 'it is masked in one of the sessions' }
  if (isUnmasked(before, after)) {
    return { misfit: { rule: 'exposed', what: 'it was masked' } }
  }
  if (is === 'empty' && isIdName(path)) return { misfit: { rule: 'format', what: 'it is empty' } }
  const areLong = was === 'integer' && is === 'integer' && before.length >= 9
  if (areLong && before.length === after.length) return { noise: 'another long number' }
  if (isTimeClass(was)) return ofTimes(before, after, was, is)
  if (isVolatileClass(was)) return ofIds(before, after, was, is)
  if (withAliases(before, setting.aliases) === after)
    return { noise: 'it contains an id that is another one after' }
  if (maskVolatile(before) === maskVolatile(after) || areWordsAlike(before, after))
    return { noise: 'only ids, tokens and times in it differ' }
  return {}
}

function digestIn(text: string): string | undefined {
  return /… \(\d+ (?:more )?characters, sha256 ([0-9a-f]+)\)$/.exec(text)?.[1]
}

/** Word by word: an id in hex has only digits now and then. */
function areWordsAlike(before: string, after: string): boolean {
  const [ours, theirs] = [before.split(/\s+/), after.split(/\s+/)]
  if (ours.length < 2 || ours.length !== theirs.length || ours.length > 500) return false
  return ours.every((word, index) => {
    const other = theirs[index] as string
    if (word === other) return true
    const isId = isVolatileClass(classOf(word)) || isVolatileClass(classOf(other))
    return isId && isSameForm(word, other)
  })
}

function ofTimes(before: string, after: string, was: ValueClass, is: ValueClass): PairOpinion {
  if (isTimeClass(is) && timeForm(before) === timeForm(after))
    return { noise: 'another time in the same form' }
  // "yesterday" becomes "3 days ago" becomes a date.
  if (was === 'relative-time') return {}
  return {
    misfit: {
      rule: 'format',
      what: isTimeClass(is) ? 'the time is written in another form' : 'it was a time',
    },
  }
}

function ofIds(before: string, after: string, was: ValueClass, is: ValueClass): PairOpinion {
  if (isSameForm(before, after)) return { noise: `another ${was} in the same form` }
  const isSimilar = after.length * 3 >= before.length * 2 && after.length * 2 <= before.length * 3
  const areOpaque = opaque.has(was) && opaque.has(is)
  if (areOpaque && isSimilar && !hasNewSigns(before, after)) {
    return { noise: 'another id in a similar form' }
  }
  if (maskVolatile(before) === maskVolatile(after)) {
    return { noise: 'only ids, tokens and times in it differ' }
  }
  const what = is === 'empty' ? 'it is empty' : `it was a ${was} and is none`
  return { misfit: { rule: 'format', what } }
}

/** The signs of base64url come and go; others belong to a form. */
function hasNewSigns(before: string, after: string): boolean {
  const signs = after.match(/[^\w-]/g) ?? []
  return signs.some((sign) => !before.includes(sign))
}

const opaque: ReadonlySet<ValueClass> = new Set(['hex', 'token', 'integer', 'object-id'])

function ofNumbers(before: number, after: number, path: TreePath, constant: boolean): PairOpinion {
  if (isEpoch(before) && after > 0) {
    const isSameUnit = isEpoch(after) && lengthOf(before) === lengthOf(after)
    if (isSameUnit) return { noise: 'another time in the same unit' }
    if (isEpoch(after) || isTimeName(path)) {
      return { misfit: { rule: 'format', what: 'the time is in another unit' } }
    }
  }
  if (!constant && isIdName(path) && after > 0 && Number.isInteger(after))
    return { noise: 'another id' }
  return {}
}

function lengthOf(value: number): number {
  return String(Math.trunc(value)).length
}

function isTimeName(path: TreePath): boolean {
  const name = path.findLast((step) => typeof step === 'string')
  return name !== undefined && /(?:at|on|time|date|stamp|ts|expires|since|until)$/i.test(name)
}

/** Numbers of cards and accounts of which more can be read than before. */
function isUnmasked(before: string, after: string): boolean {
  if (before.length > 4096 || after.length < 4 || !/[*•●×]{2,}|\b[xX]{4,}|#{3,}/.test(before))
    return false
  const isLess = countOf(after, /[*•●×#]|\b[xX]{4,}/g) <= countOf(before, /[*•●×#]|\b[xX]{4,}/g) - 2
  const isMore = countOf(after, /[\p{L}\d]/gu) > countOf(before, /[\p{L}\d]/gu)
  return isLess || (/[xX]{4,}/.test(before) && !/[xX]{4,}/.test(after) && isMore)
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** The text with each id in it replaced by the one that took its place. */
export function withAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0 || text.length > 65_536) return text
  return text.replace(/[^\s"'`<>()[\]{},;|=&?#/:]+/g, (run) => aliases.get(run) ?? run)
}
