import { describe, expect, test } from 'vitest'
import type { Tree } from '../tree.ts'
import { cookieTree } from './cookie-tree.ts'
import { headerTree } from './header-values.ts'

const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"sub":"u"}').toString('base64url')}.x`
const expandedToken = { $jwt: { header: { alg: 'RS256' }, claims: { sub: 'u' } } }

describe('headerTree', () => {
  test.each<readonly [string, string, Tree]>([
    [
      'Cache-Control',
      'Public, max-age=60,private="Set-Cookie, X"',
      { public: true, 'max-age': 60, private: 'Set-Cookie, X' },
    ],
    [
      'content-security-policy',
      "Script-Src https://cdn.test 'SELF' 'nonce-aB1';; default-src 'none'; script-src *",
      { 'script-src': ["'nonce-aB1'", "'self'", 'https://cdn.test'], 'default-src': ["'none'"] },
    ],
    [
      'Content-Security-Policy-Report-Only',
      'img-src a, img-src b',
      [{ 'img-src': ['a'] }, { 'img-src': ['b'] }],
    ],
    [
      'Strict-Transport-Security',
      'max-age="31536000"; includeSubDomains',
      { 'max-age': 31_536_000, includesubdomains: true },
    ],
    [
      'Permissions-Policy',
      'camera=(), geolocation=(self "https://a.test"), usb=*',
      { camera: [], geolocation: ['https://a.test', 'self'], usb: ['*'] },
    ],
    ['Vary', 'Origin, accept-encoding', ['accept-encoding', 'origin']],
    [
      'Accept',
      'text/html, application/json; Q=0.9 ,*/*;q=0.8',
      ['*/*;q=0.8', 'application/json;q=0.9', 'text/html'],
    ],
    ['Access-Control-Allow-Methods', 'POST,GET', ['GET', 'POST']],
    ['Access-Control-Allow-Headers', 'X-B, x-a', ['x-a', 'x-b']],
    [
      'Link',
      '</p?a=1,2>; rel="next"; title="a, b", </p>; rel=prev',
      [
        { href: '/p', rel: 'prev' },
        { href: '/p?a=1,2', rel: 'next', title: 'a, b' },
      ],
    ],
    ['Content-Type', 'Text/HTML; Charset="UTF-8"', { type: 'text/html', charset: 'utf-8' }],
    ['Content-Type', 'multipart/form-data; boundary=xyz', { type: 'multipart/form-data' }],
    [
      'Content-Disposition',
      'attachment; filename="a;b.pdf"',
      { type: 'attachment', filename: 'a;b.pdf' },
    ],
    [
      'Server-Timing',
      'db;dur=53.2;desc="a, b", cache',
      { db: { dur: 53.2, desc: 'a, b' }, cache: {} },
    ],
    ['ETag', 'W/"abc"', '"abc"'],
    ['If-None-Match', '"b", W/"a"', ['"a"', '"b"']],
    ['Authorization', `Bearer ${token}`, { scheme: 'bearer', credentials: expandedToken }],
    ['Authorization', 'Basic dTpw', { scheme: 'basic', credentials: 'dTpw' }],
    [
      'Authorization',
      'Digest username="u, v", nc=1',
      { scheme: 'digest', credentials: { username: 'u, v', nc: '1' } },
    ],
    ['Cookie', `b=2; a="x"; t=${token}; a=y`, { b: '2', a: ['x', 'y'], t: expandedToken }],
    ['X-Token', ` ${token}`, expandedToken],
    ['X-Other', 'a, b', 'a, b'],
    ['constructor', 'a', 'a'],
  ])('%s: %s', (name, value, expected) => {
    expect(headerTree(name, value)).toEqual(expected)
  })

  test.each(['accept', 'link', 'set-cookie'])('%s of half a megabyte takes linear time', (name) => {
    for (const part of [' ', '"', ',', '\\"']) {
      expect(headerTree(name, part.repeat(500_000 / part.length))).toBeDefined()
    }
  })
})

describe('cookieTree', () => {
  const at = 'Sat, 21 Nov 2026 10:00:00 GMT'

  test.each<readonly [string, Tree]>([
    ['sid=a=b', { name: 'sid', value: 'a=b', lifetime: 'session' }],
    [
      'sid="x"; path=/; SECURE; httponly; samesite=lax; domain=.Shop.test; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Priority=High',
      {
        name: 'sid',
        value: 'x',
        lifetime: 60,
        Domain: 'shop.test',
        HttpOnly: true,
        Path: '/',
        Priority: 'High',
        SameSite: 'Lax',
        Secure: true,
      },
    ],
    ['a=1; expires=Sat, 21-Nov-2026 11:00:01 GMT', { name: 'a', value: '1', lifetime: 3600 }],
    ['a=; expires=Thu, 01 Jan 1970 00:00:00 GMT', { name: 'a', value: '', lifetime: 0 }],
    ['a=; Max-Age=-1', { name: 'a', value: '', lifetime: 0 }],
    [`t=${token}`, { name: 't', value: expandedToken, lifetime: 'session' }],
    ['flag', { name: 'flag', value: '', lifetime: 'session' }],
  ])('%s', (value, expected) => {
    expect(cookieTree(value, at)).toEqual(expected)
  })

  test('keeps the time of expiry when that of the response is not known', () => {
    expect(cookieTree('a=1; expires=Sat, 21 Nov 2026 11:00:00 GMT', '')).toEqual({
      name: 'a',
      value: '1',
      expires: 'Sat, 21 Nov 2026 11:00:00 GMT',
    })
  })
})
