import { expect, test } from 'vitest'
import { toHttp1, toHttp2, withoutProxyFields } from './header-forms.ts'

test('fields between client and proxy are taken out, the others stay as they are', () => {
  const headers = [
    ['Proxy-Connection', 'keep-alive'],
    ['X-A', '1'],
    ['x-a', ''],
    ['Proxy-Authorization', 'Basic x'],
    ['Proxy-Else', 'stays'],
  ] as const
  expect(withoutProxyFields(headers)).toEqual([
    ['X-A', '1'],
    ['x-a', ''],
    ['Proxy-Else', 'stays'],
  ])
})

test('HTTP/2 gets lower case, and nothing of an HTTP/1.1 connection', () => {
  const headers = [
    ['Connection', 'keep-alive'],
    ['Transfer-Encoding', 'chunked'],
    ['TE', 'gzip'],
    ['Set-Cookie', 'a=1'],
    ['SET-COOKIE', 'b=2'],
    ['Content-Type', 'text/plain'],
    ['content-type', 'text/html'],
    [':status', '200'],
  ] as const
  expect(toHttp2(headers)).toEqual({ 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/plain' })
  expect(toHttp2([['te', 'trailers']])).toEqual({ te: 'trailers' })
})

test('a request of HTTP/2 becomes one of HTTP/1.1', () => {
  const headers = [
    [':method', 'POST'],
    [':authority', 'shop.test'],
    ['cookie', 'a=1'],
    ['x-a', '1'],
    ['cookie', 'b=2'],
  ] as const
  expect(toHttp1(headers, true)).toEqual([
    ['host', 'shop.test'],
    ['cookie', 'a=1; b=2'],
    ['x-a', '1'],
    ['transfer-encoding', 'chunked'],
  ])
  expect(toHttp1([...headers, ['content-length', '3']], true)).not.toContainEqual([
    'transfer-encoding',
    'chunked',
  ])
  expect(
    toHttp1(
      [
        ['host', 'a'],
        [':authority', 'b'],
      ] as const,
      false,
    ),
  ).toEqual([['host', 'a']])
})
