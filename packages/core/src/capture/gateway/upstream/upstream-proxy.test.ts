import { describe, expect, it } from 'vitest'
import { basicCredentials, parseProxy } from './upstream-proxy.ts'

describe('the URL of a proxy', () => {
  it.each([
    ['http://proxy.corp:3128', 'http', 'proxy.corp:3128', true],
    ['http://proxy.corp', 'http', 'proxy.corp:80', true],
    ['https://Proxy.Corp/', 'http', 'proxy.corp:443', true],
    ['http://[::1]:3128', 'http', '[::1]:3128', true],
    ['socks://proxy.corp', 'socks5', 'proxy.corp:1080', true],
    ['socks5://proxy.corp:9', 'socks5', 'proxy.corp:9', false],
    ['socks5h://[::1]', 'socks5', '[::1]:1080', true],
    ['socks4://proxy.corp', 'socks4', 'proxy.corp:1080', false],
    ['socks4a://proxy.corp', 'socks4', 'proxy.corp:1080', true],
  ])('%s', (text, kind, authority, resolvesNames) => {
    expect(parseProxy(text)).toMatchObject({ kind, authority, resolvesNames })
    expect(basicCredentials(parseProxy(text))).toBeUndefined()
  })

  it.each([
    ['http://user:pa%3Ass@p:1', 'user', 'pa:ss'],
    ['http://us%40er:p%C3%A4ss@p:1', 'us@er', 'päss'],
    ['socks5://user@p:1', 'user', ''],
    ['http://100%:%zz@p:1', '100%', '%zz'],
  ])('gives the credentials of %s decoded', (text, username, password) => {
    const proxy = parseProxy(text)
    expect(proxy).toMatchObject({ username, password })
    expect(proxy.authority).toMatch(/^p:/)
    const basic = Buffer.from(`${username}:${password}`).toString('base64')
    expect(basicCredentials(proxy)).toBe(`Basic ${basic}`)
  })

  it.each(['proxy.corp:3128', 'ftp://proxy.corp', 'pac+http://proxy.corp', 'http://', 'socks5:'])(
    'cannot be %s',
    (text) => {
      expect(() => parseProxy(text)).toThrow('[INVALID_ARGUMENT]')
    },
  )

  it('is not repeated when it is wrong: it may hold a password', () => {
    expect(() => parseProxy('ftp://user:hunter2@p')).toThrow(/^(?!.*hunter2)/)
  })
})
