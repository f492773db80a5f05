/**
 * What every kind of body, header and query becomes before it is compared: plain JSON values.
 * Integers that a double cannot hold are `bigint`. One differ and one learner work on all of them.
 */
export type Tree =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Tree[]
  | { readonly [key: string]: Tree }

/** The members of an object, in the order of the document. */
export type TreeObject = { readonly [key: string]: Tree }

/** JSON's word for the type of a value; `integer` and `number` are both `number`. */
export type TreeType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export function typeOf(value: Tree): TreeType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'bigint' ? 'number' : (type as TreeType)
}

export function isTreeObject(value: Tree | undefined): value is TreeObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A single value as plain text; empty for what has parts. */
export function scalarText(value: Tree | undefined): string {
  return value === undefined || (typeof value === 'object' && value !== null) ? '' : String(value)
}
