import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob, splitUrl } from './url-glob.ts'

const login = 'https://shop.test/api/login'

describe('a glob', () => {
  it.each([
    // one star stops at a slash, two do not
    ['**/login', login, true],
    ['**/api/login', login, true],
    ['**/log', login, false],
    ['**/login', 'https://shop.test/login', true],
    ['**/login', 'https://shop.test/relogin', false],
    ['**login', 'https://shop.test/relogin', true],
    ['https://shop.test/*', login, false],
    ['https://shop.test/*/login', login, true],
    ['https://shop.test/**', login, true],
    ['https://shop.test/a/**/b', 'https://shop.test/a/b', true],
    ['https://shop.test/a/**/b', 'https://shop.test/a/x/y/b', true],
    ['https://shop.test/a/**/b', 'https://shop.test/ab', false],
    ['https://shop.test/***', login, true],
    ['**', login, true],
    ['**/*.{png,jpg}', 'https://shop.test/i/a.jpg', true],
    ['**/*.{png,jpg}', 'https://shop.test/i/a.jpeg', false],
    ['**/*.js', 'https://shop.test/a.js', true],
    ['**/*.js', 'https://shop.test/axjs', false],
    ['**/a{,/b}', 'https://shop.test/a', true],
    // signs that stand for themselves
    ['**/a+(b)[c]', 'https://shop.test/a+(b)[c]', true],
    ['**/a\\*', 'https://shop.test/a*', true],
    ['**/a\\*', 'https://shop.test/ab', false],
    ['**/\\{id\\}', 'https://shop.test/{id}', true],
    ['**/a,b', 'https://shop.test/a,b', true],
    ['**/a\\d', 'https://shop.test/ad', true],
    // scheme and host
    [login, login, true],
    ['HTTPS://Shop.TEST/api/login', login, true],
    [login, 'HTTPS://Shop.TEST/api/login', true],
    ['https://shop.test/API/login', login, false],
    ['https://shop.test', 'https://shop.test/', true],
    ['https://shop.test/', 'https://shop.test', true],
    ['https://shop.test?a=1', 'https://shop.test/?a=1', true],
    ['https://*.test/**', login, true],
    ['https://**', login, true],
    ['http{,s}://shop.test/**', login, true],
    ['http**/login', login, true],
    ['ws://shop.test/*', 'ws://shop.test/feed', true],
    // query
    ['**/login', `${login}?next=%2F`, true],
    ['**/login', `${login}?next=/x/y`, true],
    ['**/login', `${login}#top`, true],
    ['**/login?next=*', `${login}?next=1`, true],
    ['**/login?next=*', login, false],
    ['**/login?', login, false],
    ['**/logi?', login, false],
    ['**/login?a=1', `${login}?a=1&b=2`, false],
    ['**/login**', `${login}?a=1`, true],
    ['**/*b=2', `${login}?a=1&b=2`, true],
    // paths
    ['/api/login', login, true],
    ['/api/login', `${login}?a=1`, true],
    ['/login', login, false],
    ['/api/*', login, true],
    ['/**/login', login, true],
    ['/api/login?a=1', `${login}?a=1`, true],
    ['/api/login?a=1', `${login}?a=2`, false],
    ['/', 'https://shop.test', true],
    ['/', 'https://shop.test?a=1', true],
    ['/', login, false],
    ['/a*', 'https://u:p@shop.test:8080/ab', true],
  ])('%s on %s: %s', (glob, url, expected) => {
    expect(matchesGlob(url, glob)).toBe(expected)
  })

  it.each(['login', 'shop.test/login', '', '**/{a', '**/a}', '**/{a,{b,c}}'])(
    'refuses %j',
    (glob) => {
      expect(() => matchesGlob(login, glob)).toThrow('[INVALID_ARGUMENT]')
    },
  )

  it('matches any URL that was put in with its special signs escaped, and no other', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const glob = url.replace(/[\\*{}]/g, '\\$&')
        expect(matchesGlob(url, glob)).toBe(true)
        expect(matchesGlob(`${url}x`, glob)).toBe(/[?#]/.test(url) ? false : url.endsWith('?'))
        expect(matchesGlob(url, '**')).toBe(true)
      }),
    )
  })

  it('gives the same answer after many others', () => {
    for (let index = 0; index < 1200; index++) {
      expect(matchesGlob(`https://shop.test/${index}`, `**/${index}`)).toBe(true)
    }
    expect(matchesGlob('https://shop.test/1', '**/0')).toBe(false)
  })
})

describe('the parts of a URL', () => {
  it.each([
    ['https://shop.test/a?b=c#d', 'shop.test', '443', '/a', '?b=c'],
    ['http://Shop.test', 'shop.test', '80', '/', ''],
    ['ws://u:p@h:81?x', 'h', '81', '/', '?x'],
    ['wss://[::1]/a', '[::1]', '443', '/a', ''],
    ['http://[::1]:8080/', '[::1]', '8080', '/', ''],
    ['/a?b', '', '', '/a', '?b'],
    ['', '', '', '/', ''],
  ])('%s', (url, hostname, port, path, query) => {
    expect(splitUrl(url)).toEqual({ hostname, port, path, query })
  })

  it('are those that the URL standard finds', () => {
    fc.assert(
      fc.property(
        fc.webUrl({
          withQueryParameters: true,
          authoritySettings: { withPort: true, withIPv6: true, withUserInfo: true },
        }),
        (text) => {
          fc.pre(URL.canParse(text))
          const url = new URL(text)
          fc.pre(url.href === text)
          const parts = splitUrl(text)
          expect(parts.hostname).toBe(url.hostname)
          expect(parts.path).toBe(url.pathname)
          expect(parts.query.replace(/^\?$/, '')).toBe(url.search)
        },
      ),
    )
  })
})
