import { setResponseBody } from '../kit/body.mjs'
import { entriesOf, isPage, looksLikeTime } from './context.mjs'
import { reference } from './references.mjs'
import {
  changed,
  enumName,
  formOf,
  isDate,
  isEpochMs,
  isGauge,
  isToken,
  masked,
  one,
  plain,
  scalar,
} from './value-places.mjs'

/** @type {import('./context.mjs').Mutator[]} */
export const valueMutators = [
  scalar(
    'M13',
    'text',
    'warning',
    changed,
    (place) =>
      plain(place) &&
      typeof place.value === 'string' &&
      /[a-z]{3}/i.test(place.value) &&
      !enumName.test(place.name),
    (value) => (/ /.test(value) ? value.replace(/[a-z]{3,}/i, 'Other') : `${value}x`),
    one,
  ),
  scalar(
    'M13',
    'number',
    'warning',
    changed,
    (place) => plain(place) && typeof place.value === 'number' && place.value !== 0,
    (value) => (Number.isInteger(value) ? value + 1 : Number((value * 1.1 + 0.01).toFixed(2))),
    one,
  ),
  scalar(
    'M13',
    'boolean',
    'warning',
    changed,
    (place) => plain(place) && typeof place.value === 'boolean',
    (value) => !value,
    one,
  ),
  scalar(
    'M14',
    'new member',
    'warning',
    changed,
    (place) =>
      place.table.isStable(place.path) &&
      enumName.test(place.name) &&
      typeof place.value === 'string',
    (value) => (value === value.toUpperCase() ? 'ON_HOLD' : 'on_hold'),
    one,
  ),
  reference('id of this run', (table, path) => !table.isStable(path)),
  reference('id of stored data', (table, path) => table.isStable(path)),
  scalar(
    'M16',
    'time zone lost',
    'breaking',
    ['response.format.changed'],
    (place) => isDate(place) && /(Z|[+-]\d\d:\d\d)$/.test(place.value),
    (value) => value.replace(/(\.\d+)?(Z|[+-]\d\d:\d\d)$/, ''),
  ),
  scalar('M16', 'another form', 'breaking', ['response.format.changed'], isDate, (value) =>
    /^\d{4}/.test(value)
      ? `${value.slice(8, 10)}/${value.slice(5, 7)}/${value.slice(0, 4)}`
      : value.replace(/^(\d\d)\.(\d\d)\.(\d{4})/, '$3-$2-$1'),
  ),
  scalar(
    'M16',
    'milliseconds to seconds',
    'breaking',
    ['response.format.changed', 'response.value.out-of-range', 'response.value.changed'],
    isEpochMs,
    (value) => Math.floor(value / 1000),
  ),
  scalar(
    'M16',
    'epoch to text',
    'breaking',
    ['response.format.changed', 'response.type.changed'],
    isEpochMs,
    (value) => new Date(value).toISOString(),
  ),
  scalar(
    'M17',
    'another form',
    'breaking',
    ['response.format.changed'],
    (place) =>
      !place.table.isStable(place.path) &&
      (formOf(place.value) >= 0 || isToken(place.value)) &&
      !looksLikeTime(place.name, place.value),
    (value, random) =>
      value.length > 30 ? random.digits(9) : `v2:${random.upper(6)}/${random.upper(6)}`,
  ),
  scalar(
    'M17',
    'empty',
    'breaking',
    ['response.format.changed'],
    (place) =>
      !place.table.isStable(place.path) &&
      (formOf(place.value) >= 0 || isToken(place.value)) &&
      !looksLikeTime(place.name, place.value),
    () => '',
  ),
  {
    id: 'M17',
    variant: 'empty token of a page',
    expected: 'breaking',
    rules: ['response.format.changed', 'response.text.changed'],
    apply(context) {
      const token = /(name="(?:csrf|_token|csrf-token)" (?:value|content)=)"[^"]+"/
      const entry = context.random.pick(
        entriesOf(context, ['page']).filter(
          (found) => isPage(found) && token.test(found.response.content.text ?? ''),
        ),
      )
      if (!entry) return undefined
      setResponseBody(entry, Buffer.from(entry.response.content.text.replace(token, '$1""')))
      return { entries: [entry], path: 'token' }
    },
  },
  scalar(
    'M18',
    'negative',
    'warning',
    ['response.value.out-of-range', 'response.value.changed'],
    isGauge,
    (value) => -value,
    one,
  ),
  scalar(
    'M18',
    'x1000',
    'warning',
    ['response.value.out-of-range', 'response.value.changed'],
    isGauge,
    (value) => value * 1000,
    one,
  ),
  scalar(
    'M42',
    'unmasked',
    'breaking',
    ['response.secret.exposed'],
    ({ value }) => typeof value === 'string' && masked.test(value),
    (value, random) =>
      value.replace(/[*•]+/g, (mask) =>
        /@/.test(value)
          ? random.pick(['ndrea', 'olin', 'amira'])
          : mask.length > 6
            ? random.base62(mask.length)
            : random.digits(mask.length),
      ),
  ),
  {
    id: 'M42',
    variant: 'unmasked in a page or XML',
    expected: 'breaking',
    rules: ['response.secret.exposed', 'response.text.changed'],
    apply(context) {
      const entry = context.random.pick(
        entriesOf(context, ['page', 'read', 'download']).filter(
          ({ response }) =>
            /html|xml/.test(response.content.mimeType) && masked.test(response.content.text ?? ''),
        ),
      )
      if (!entry) return undefined
      const text = entry.response.content.text.replace(/[*•]{3,}( [*•]{3,})*/, (mask) =>
        mask.replace(/[*•]/g, () => context.random.pick('123456789')),
      )
      setResponseBody(entry, Buffer.from(text))
      return { entries: [entry], path: 'masked text' }
    },
  },
]
