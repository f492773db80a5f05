import { expect, test } from 'vitest'
import { requestCookies, responseCookies } from './cookies.ts'

const receivedAt = '2026-11-20T10:00:00.000Z'

test('reads the cookies of all Cookie fields as they are', () => {
  expect(
    requestCookies([
      ['Cookie', 'a=1; b="x=y";; c'],
      ['cookie', ' d = %20 '],
    ]),
  ).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: '"x=y"' },
    { name: '', value: 'c' },
    { name: 'd', value: '%20' },
  ])
})

test.each([
  ['a=1', {}],
  ['a=1; PATH=/x; domain=.shop.test', { path: '/x', domain: '.shop.test' }],
  ['a=1; httponly; SECURE; SameSite=None', { httpOnly: true, secure: true, sameSite: 'None' }],
  ['a=1; Expires=Fri, 20 Nov 2026 12:00:00 GMT', { expires: '2026-11-20T12:00:00.000Z' }],
  [
    'a=1; Max-Age=60; Expires=Fri, 20 Nov 2026 12:00:00 GMT',
    { expires: '2026-11-20T10:01:00.000Z' },
  ],
  ['a=1; Max-Age=-1', { expires: '2026-11-20T09:59:59.000Z' }],
  ['a=1; Max-Age=soon; Expires=later', {}],
  ['a=1; Max-Age=99999999999999999', {}],
  ['a=1; Expires=', {}],
])('%s', (value, attributes) => {
  expect(responseCookies([['Set-Cookie', value]], receivedAt)).toEqual([
    { name: 'a', value: '1', httpOnly: false, secure: false, ...attributes },
  ])
})
