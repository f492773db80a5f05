import { refuseValue, type Test } from '../condition-values.ts'
import type { Step } from '../entry.ts'
import { conditions } from '../filter-conditions.ts'
import { compileWildcard, escapeRegExp } from '../wildcard.ts'
import { placesOf } from './search-place.ts'

/** The keys of a query, in the order in which they are shown. */
export const queryKeys = [
  'method',
  'status',
  'host',
  'url',
  'path',
  'type',
  'size',
  'time',
  'header',
  'failed',
  'has',
  'tag',
  'color',
  'note',
  'author',
  'link',
  'step',
  'from',
  'to',
  'id',
  'in',
] as const

/** One of {@link queryKeys}. */
export type QueryKey = (typeof queryKeys)[number]

/** What a query may need to know of the session. */
export interface QuerySurroundings {
  /** So that steps are found by their titles as well as by their ids. */
  readonly steps?: readonly Step[]
}

/**
 * The test of a key for one of its values: that of the condition of the same name, with more ways
 * to say it where people type.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a value that makes no sense
 */
export function valueTest(key: QueryKey, value: string, around: QuerySurroundings): Test {
  switch (key) {
    case 'url':
      return conditions.url(naturalUrl(value))
    case 'path':
      return conditions.path(naturalPath(value))
    case 'failed':
      return conditions.failed(yesOrNo(key, value))
    case 'has':
      return conditions.has(value.toLowerCase())
    case 'step':
      return stepTest(value, around)
    case 'in':
      // Says where the texts are looked for; for the entry itself it is no condition.
      placesOf(value)
      return () => true
    default:
      return conditions[key](value)
  }
}

/**
 * A glob of `EntryFilter.url` as it is. Anything else is looked for in the whole URL: `login`; or
 * must be the whole URL if there is a `*`, which is then any text: `*.js`, `shop.test/*`.
 */
export function naturalUrl(value: string): string | RegExp {
  if (/^[/\\{]|:\/\/|\*\*/.test(value)) return value
  if (!value.includes('*')) return new RegExp(escapeRegExp(value), 'i')
  return (value.startsWith('*') ? '' : '*://') + value.replaceAll('*', '**')
}

/** As {@link naturalUrl}, for the path. */
export function naturalPath(value: string): string | RegExp {
  if (/^[/\\{]|\*\*/.test(value)) return value
  if (!value.includes('*')) return new RegExp(escapeRegExp(value), 'i')
  return (value.startsWith('*') ? '' : '**/') + value.replaceAll('*', '**')
}

function stepTest(value: string, { steps = [] }: QuerySurroundings): Test {
  const isTitle = compileWildcard(value)
  const ids = new Set(steps.filter(({ title }) => isTitle(title)).map(({ id }) => id))
  return ({ step }) => step !== undefined && (step === value || ids.has(step))
}

function yesOrNo(key: string, value: string): boolean {
  if (/^(?:yes|true)$/i.test(value)) return true
  if (/^(?:no|false)$/i.test(value)) return false
  return refuseValue(key, value, 'Give yes or no.')
}
