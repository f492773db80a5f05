import { HartifactError } from '../errors.ts'
import type { Entry } from './entry.ts'

/** Whether an entry meets one condition. */
export type Test = (entry: Entry) => boolean

/** A value that must be text. */
export function text(key: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    refuseValue(key, value, 'Give text that is not empty, or leave the condition out.')
  }
  return value
}

/** A value, or several of which one must fit. */
export function list(key: string, value: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) refuseValue(key, '[]', 'Give one at least, or leave the condition out.')
  return values
}

/** Also for one from another realm, as a test inside Jest's sandbox makes it. */
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** @throws HartifactError `INVALID_ARGUMENT`, always */
export function refuseValue(key: string, value: unknown, fix: string): never {
  let shown = `of type ${typeof value}`
  if (typeof value === 'string') shown = `'${value}'`
  else if (typeof value === 'number' || typeof value === 'boolean') shown = String(value)
  return refuse(`The value ${shown} makes no sense as ${key} of a filter.`, fix)
}

/** @throws HartifactError `INVALID_ARGUMENT`, always */
export function refuse(what: string, fix: string): never {
  throw new HartifactError('INVALID_ARGUMENT', what, { fix })
}
