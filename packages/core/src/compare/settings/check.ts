import { nearest } from '../../entry/nearest.ts'
import { oneLine } from '../render/one-line.ts'

/** What is wrong with a value, as full sentences. */
export interface Fault {
  readonly what: string
  readonly fix: string
}

/** Looks for the first fault of a value; `where` is its place, for instance `ignore[2].reason`. */
export type Check = (value: unknown, where: string) => Fault | undefined

/** Text that is not empty. */
export const isText: Check = (value, where) =>
  typeof value === 'string' && value.trim() !== ''
    ? undefined
    : fault(where, value, 'Give text that is not empty.')

/** One of a few words; suggests the nearest. */
export function isWord(words: readonly string[], kind: string): Check {
  return (value, where) => {
    if (typeof value === 'string' && words.includes(value)) return undefined
    const near = typeof value === 'string' ? nearest(value.slice(0, 100), words) : []
    const all = words.length <= 10 ? `Use one of: ${words.join(', ')}.` : `See the list of ${kind}.`
    return fault(where, value, near.length > 0 ? `Did you mean ${near.join(' or ')}?` : all)
  }
}

/** A number in a range, its ends included. */
export function isNumber(least: number, most: number = Infinity, step?: 'whole'): Check {
  const kind = step === 'whole' ? 'a whole number' : 'a number'
  const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`
  return (value, where) => {
    const fits = Number.isFinite(value) && Number(value) >= least && Number(value) <= most
    return fits && (step !== 'whole' || Number.isInteger(value))
      ? undefined
      : fault(where, value, `Give ${kind} ${range}.`)
  }
}

/** The given value, or what `check` takes. */
export function isOr(given: unknown, check: Check): Check {
  return (value, where) => (value === given ? undefined : check(value, where))
}

/** The first fault that any of several checks finds. */
export function allOf(...checks: readonly Check[]): Check {
  return (value, where) => firstFault(checks, (check) => check(value, where))
}

/** A list of which each item passes. */
export function listOf(item: Check): Check {
  return (value, where) =>
    Array.isArray(value)
      ? firstFault(value.entries(), ([index, one]) => item(one, `${where}[${index}]`))
      : fault(where, value, 'Give a list.')
}

/** An object with any names, of which each name and member passes. */
export function recordOf(name: Check, member: Check): Check {
  return (value, where) =>
    isRecord(value)
      ? firstFault(
          Object.entries(value).filter(([, one]) => one !== undefined),
          ([key, one]) =>
            name(key, `a name in ${where}`) ??
            member(one, `${where}[${oneLine(JSON.stringify(key), 100)}]`),
        )
      : fault(where, value, 'Give an object.')
}

/** An object with these members and no others; those that are `undefined` count as not given. */
export function recordWith(
  members: Readonly<Record<string, Check>>,
  required: readonly string[] = [],
): Check {
  const names = Object.keys(members)
  return (value, where) => {
    if (!isRecord(value))
      return fault(where || 'The whole', value, `Give an object with ${names.join(', ')}.`)
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(members, key))
    if (unknown !== undefined) return unknownMember(unknown, names, where)
    const missing = required.find((key) => value[key] === undefined)
    if (missing !== undefined) {
      return { what: `${placeIn(where, missing)} is missing.`, fix: `Add ${missing}.` }
    }
    return firstFault(
      names.filter((key) => value[key] !== undefined),
      (key) => members[key]?.(value[key], placeIn(where, key)),
    )
  }
}

/** A fault that shows the value. */
export function fault(where: string, value: unknown, fix: string): Fault {
  return { what: `${where} is ${shown(value)}.`, fix }
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownMember(name: string, names: readonly string[], where: string): Fault {
  const near = nearest(name.slice(0, 100), names)
  const known =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${names.join(', ')}.`
  return { what: `${placeIn(where, oneLine(name, 60))} is not known.`, fix: known }
}

function placeIn(where: string, name: string): string {
  return where === '' ? name : `${where}.${name}`
}

function firstFault<Item>(
  items: Iterable<Item>,
  check: (item: Item) => Fault | undefined,
): Fault | undefined {
  for (const item of items) {
    const found = check(item)
    if (found) return found
  }
  return undefined
}

function shown(value: unknown): string {
  if (typeof value === 'string') return oneLine(JSON.stringify(value.slice(0, 100)), 80)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null || value === undefined) return 'missing'
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}
