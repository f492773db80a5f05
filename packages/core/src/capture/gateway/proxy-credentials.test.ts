import { expect, test } from 'vitest'
import { parseCredentials } from './proxy-credentials.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test.each([
  [basic('session:1-2-3'), { username: 'session', password: '1-2-3' }],
  [basic('session:a:b'), { username: 'session', password: 'a:b' }],
  [basic('session'), { username: 'session', password: '' }],
  ['Bearer abc', undefined],
  ['Basic', undefined],
  ['Basic !!!', undefined],
  [undefined, undefined],
])('%s', (header, expected) => {
  expect(parseCredentials(header)).toEqual(expected)
})
