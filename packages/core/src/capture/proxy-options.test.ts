import { expect, test } from 'vitest'
import { resolveOptions } from './proxy-options.ts'

const upstreamOf = (options: Parameters<typeof resolveOptions>[0], environment = {}) =>
  resolveOptions(options, environment).upstream

test('nothing in the environment means a direct connection', () => {
  expect(upstreamOf({})).toEqual({})
})

test('the environment names the proxy, but not for servers on this machine', () => {
  const environment = { HTTPS_PROXY: 'http://proxy.corp:8080', no_proxy: '.corp, intra:8443' }
  expect(upstreamOf({}, environment)).toEqual({
    proxy: 'http://proxy.corp:8080',
    noProxy: ['.corp', 'intra:8443', 'localhost', '127.0.0.1', '::1'],
  })
  expect(upstreamOf({ upstream: { proxy: false } }, environment)).toEqual({})
})

test('what is asked for wins over the environment, also on this machine', () => {
  const upstream = { proxy: 'socks5://127.0.0.1:1080', noProxy: ['a.test'] }
  expect(upstreamOf({ upstream }, { HTTP_PROXY: 'http://other' })).toEqual(upstream)
})

test.each([
  [{ port: 70_000 }, 'is not a port'],
  [{ upstream: { proxy: 'proxy.corp:8080' } }, 'http://host:port'],
  [{ upstream: { ca: ['/no/such.pem'] } }, '/no/such.pem'],
])('%o is refused', (options, message) => {
  expect(() => resolveOptions(options, {})).toThrow(message)
})

test('an option that does not exist is refused', () => {
  const misspelt: object = { redakt: 'off' }
  expect(() => resolveOptions(misspelt, {})).toThrow('no option "redakt"')
})

test('the password of a proxy that is refused is not repeated', () => {
  expect(() => resolveOptions({ upstream: { proxy: 'user:hunter2@proxy' } }, {})).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
  )
})
