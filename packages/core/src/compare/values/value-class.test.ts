import { expect, test } from 'vitest'
import { maskOf, maskVolatile } from './mask.ts'
import { timeForm } from './time-form.ts'
import { classOf } from './value-class.ts'

test.each([
  ['', 'empty'],
  ['0b6f7a3e-8f0d-4c7e-9b3a-2f1f0d9c8b7a', 'uuid'],
  ['01J9Z3NDEKTSV4RRFFQ69G5FAV', 'ulid'],
  ['507f1f77bcf86cd799439011', 'object-id'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'jwt'],
  ['8f3a2c91', 'hex'],
  ['V1StGXR8_Z5jdHi6B-myT', 'token'],
  ['42', 'integer'],
  ['12.50', 'decimal'],
  ['2026-11-20T10:00:00.123+01:00', 'date-time'],
  ['2026-11-20', 'date'],
  ['Fri, 20 Nov 2026 10:00:00 GMT', 'http-date'],
  ['20.11.2026', 'local-date'],
  ['Nov 20, 2026', 'local-date'],
  ['3 minutes ago', 'relative-time'],
  ['ann@shop.test', 'email'],
  ['https://shop.test/a?b=1', 'url'],
  ['/api/orders/17', 'path'],
  ['10.0.0.7', 'ip'],
  ['v2.5.1', 'version'],
  ['#ff8800', 'color'],
  ['paid', 'word'],
  ['product-list', 'word'],
  ['internationalization', 'word'],
  ['Blue lamp, large', 'text'],
  ['redacted-0123456789ab', 'redacted'],
])('%s is %s', (value, expected) => {
  expect(classOf(value)).toBe(expected)
})

test('what varies is masked where it stands, and words are not', () => {
  expect(maskVolatile('/orders/0b6f7a3e-8f0d-4c7e-9b3a-2f1f0d9c8b7a/lines?page=2')).toBe(
    '/orders/{uuid}/lines?page=2',
  )
  expect(maskOf('3 items at 12.50 EUR, made 2026-11-20T10:00:00Z')).toBe(
    '{number} items at {number} EUR, made {time}',
  )
})

test.each([
  ['2026-11-20T10:00:00.123Z', '2026-11-20T10:00:00Z', true],
  ['2026-11-20T10:00:00+01:00', '2026-11-20T10:00:00-05:00', true],
  ['2026-11-20T10:00:00Z', '2026-11-20 10:00:00Z', false],
  ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00', false],
  ['20.11.2026', '11/20/2026', false],
  ['3 min ago', 'yesterday', true],
])('%s and %s', (one, other, isSame) => {
  expect(timeForm(one) === timeForm(other)).toBe(isSame)
})
