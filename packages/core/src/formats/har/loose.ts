/** An object of which nothing is known yet. */
export type Loose = Readonly<Record<string, unknown>>

/** The value if it is an object, else an empty one: other tools leave out and nullify anything. */
export function looseObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Loose)
    : {}
}

/** The objects among the items of an array; empty when it is none. */
export function looseObjects(value: unknown): Loose[] {
  return looseArray(value).filter(
    (item): item is Loose => typeof item === 'object' && item !== null && !Array.isArray(item),
  )
}

/** The value if it is an array, else an empty one. */
export function looseArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string, or a number as one. */
export function looseString(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** A finite number, or a string that is one. */
export function looseNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** An ISO time in the form that {@link Date} gives it, or `undefined`. */
export function looseTime(value: unknown): string | undefined {
  const time = Date.parse(looseString(value) ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
