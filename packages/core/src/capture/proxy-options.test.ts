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

test('limits have defaults, and media types are compared in lower case', () => {
  expect(resolveOptions({}, {}).limits).toEqual({ body: 52_428_800, diskStall: 5_000 })
  const limits = { body: Infinity, bodies: { 'Image/*': 0, '*/*': 7 }, diskStall: 0 }
  expect(resolveOptions({ limits }, {}).limits).toEqual({
    ...limits,
    bodies: { 'image/*': 0, '*/*': 7 },
  })
})

test("times on the client's side are given when asked for", () => {
  expect(resolveOptions({}, {}).clientTimings).toBe(false)
  expect(resolveOptions({ clientTimings: true }, {}).clientTimings).toBe(true)
})

test.each([
  [{ body: -1 }, 'limits.body is -1'],
  [{ body: Number.NaN }, 'limits.body is NaN'],
  [{ diskStall: Infinity }, 'limits.diskStall is Infinity'],
  [{ diskStall: -1 }, 'limits.diskStall is -1'],
  [{ bodies: { 'image/*': '5 MB' } }, 'limits.bodies["image/*"] is 5 MB'],
  [{ bodies: { 'text/html': -5 } }, 'limits.bodies["text/html"] is -5'],
  [{ bodies: { image: 0 } }, 'the key "image"'],
  [{ bodies: { '*/json': 0 } }, 'the key "*/json"'],
  [{ bodies: { 'text/html; charset=utf-8': 0 } }, 'the key "text/html; charset=utf-8"'],
  [{ bodys: {} }, 'no option "bodys"'],
])('the limits %o are refused', (limits, message) => {
  expect(() => resolveOptions({ limits: limits as object }, {})).toThrow(message)
})

const misspeltUpstream: object = { proxi: 'http://a' }

test.each([
  [{ port: 70_000 }, 'is not a port'],
  [{ clientTimings: 'yes' as unknown as boolean }, 'clientTimings is yes'],
  [{ upstream: { proxy: 'proxy.corp:8080' } }, 'http://host:port'],
  [{ upstream: { proxy: 'pac+http://proxy.corp/' } }, 'http://host:port'],
  [{ upstream: { ca: ['/no/such.pem'] } }, '/no/such.pem'],
  [{ upstream: { ca: ['-----BEGIN NONSENSE'] } }, 'PEM'],
  [{ upstream: { connectTimeout: 0 } }, 'connectTimeout is 0'],
  [{ upstream: misspeltUpstream }, 'no option "proxi"'],
  [{ upstream: { clientCertificates: [{ origin: 'shop.test' }] } }, 'shop.test'],
  [
    { upstream: { clientCertificates: [{ origin: 'https://a.test', certPath: '/no/such.pem' }] } },
    '/no/such.pem',
  ],
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
