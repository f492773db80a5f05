import { scalarText, type Tree, typeOf } from '../tree.ts'

/** A value for the middle of a sentence. */
export function valueText(value: Tree | undefined): string {
  if (value === undefined) return 'nothing'
  const type = typeOf(value)
  if (type === 'object' || type === 'array') return type === 'array' ? 'a list' : 'an object'
  const text = type === 'string' ? JSON.stringify(value) : scalarText(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** The type of a value for the middle of a sentence. */
export function typeText(value: Tree | undefined): string {
  if (value === undefined) return 'nothing'
  const type = typeOf(value)
  if (type === 'null') return type
  return type === 'array' ? 'a list' : `${type === 'object' ? 'an' : 'a'} ${type}`
}
