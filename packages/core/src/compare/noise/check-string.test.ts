import { expect, test } from 'vitest'
import { checkString } from './check-string.ts'
import { observe } from './observe.ts'
import { newShape, type StringDomain } from './shape.ts'

function domainOf(...values: readonly string[]): StringDomain {
  const shape = newShape()
  for (const value of values) observe(shape, value)
  return shape.strings as StringDomain
}

const uuids = [
  '0b6f7a3e-8f0d-4c7e-9b3a-2f1f0d9c8b7a',
  '5e2d1c0b-9a8f-4e7d-8c6b-5a4f3e2d1c0b',
  '7c9e6679-7425-40de-944b-e07fc1f90ae7',
]

test.each([
  ['another uuid', uuids, 'c56a4180-65aa-42ec-a945-5fd21dec0538', undefined],
  ['a word for a uuid', uuids, 'none', 'format'],
  ['an empty id', uuids, '', 'format'],
  [
    'a time in the same form',
    ['2026-11-20T10:00:00.123Z', '2026-11-20T10:03:00Z'],
    '2026-11-21T08:00:00.000Z',
    undefined,
  ],
  [
    'a time without its zone',
    ['2026-11-20T10:00:00Z', '2026-11-20T10:03:00Z'],
    '2026-11-21T08:00:00',
    'format',
  ],
  ['an id that has no letter by chance', ['8f3a2c', 'a01b9e', '77d0ff'], '812345', undefined],
  ['an id of another length', ['8f3a2c', 'a01b9e', '77d0ff'], '8f3', 'format'],
  [
    'a number in a sentence',
    ['Total: 12.50 EUR', 'Total: 14.00 EUR', 'Total: 9.99 EUR'],
    'Total: 11.20 EUR',
    undefined,
  ],
  [
    'another sentence',
    ['Total: 12.50 EUR', 'Total: 14.00 EUR', 'Total: 9.99 EUR'],
    'Sum: 11.20 EUR',
    'value',
  ],
  ['a title of many', ['Blue Lamp', 'Oak Table', 'Red Chair'], 'Green Sofa', undefined],
  ['one of few words', ['new', 'paid', 'new', 'paid', 'new', 'paid'], 'paid', undefined],
  ['none of few words', ['new', 'paid', 'new', 'paid', 'new', 'paid'], 'refunded', 'member'],
])('%s', (_, seen, value, rule) => {
  expect(checkString(domainOf(...seen), value)?.rule).toBe(rule)
})
