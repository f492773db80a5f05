import { type Annotation, type AnnotationColor, annotationColors } from '../entry/entry.ts'
import { HartifactError } from '../errors.ts'

/** What can be said about an entry or a session with `annotate`. */
export interface Remark extends Pick<Annotation, 'note' | 'tags' | 'author' | 'links'> {
  readonly color?: AnnotationColor
}

const fields = ['note', 'color', 'tags', 'author', 'links'] as const

/**
 * The known fields of a remark, checked.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a field or colour that does not exist, and for
 * values of the wrong kind
 */
export function checkRemark(remark: Remark): Remark {
  if (typeof remark !== 'object' || remark === null) {
    throw refusal('A remark must be an object', "Write it as { note: 'slow', tags: ['bug'] }.")
  }
  const known: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(remark)) {
    if (value === undefined) continue
    if (!fields.includes(key as (typeof fields)[number])) {
      throw refusal(`A remark has no field "${key}"`, `Its fields are ${fields.join(', ')}.`)
    }
    checkField(key, value)
    known[key] = value
  }
  return known
}

function checkField(key: string, value: unknown): void {
  if (key === 'tags' || key === 'links') {
    checkTexts(key, value)
    return
  }
  if (typeof value !== 'string') {
    throw refusal(`The ${key} of a remark must be a text`, 'Give a text.')
  }
  if (key === 'color' && !annotationColors.includes(value as AnnotationColor)) {
    throw refusal(`There is no colour "${value}"`, `Use one of ${annotationColors.join(', ')}.`)
  }
}

/** @throws HartifactError `INVALID_ARGUMENT` for anything but a list of texts that are not empty */
export function checkTexts(key: string, value: unknown): void {
  const isList =
    Array.isArray(value) && value.every((one) => typeof one === 'string' && one.trim() !== '')
  if (!isList) throw refusal(`The ${key} must be a list of texts`, `Write ${key}: ['one', 'two'].`)
}

function refusal(what: string, fix: string): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', `${what}.`, { fix })
}
