import { expect, test } from 'vitest'
import { upstreamOf } from './upstream.ts'

test('nothing configured says nothing, so that the environment counts', () => {
  expect(upstreamOf({})).toEqual({})
})

test('the configured proxy becomes the upstream', () => {
  const proxy = { server: 'corp:3128', bypass: '.test, <-loopback>,<loopback>' }
  expect(upstreamOf({ proxy })).toEqual({
    proxy: 'http://corp:3128',
    noProxy: ['.test', 'localhost', '127.0.0.1', '::1'],
  })
})

test('credentials go into the URL', () => {
  const proxy = { server: 'socks5://corp:1080', username: 'a@b', password: 'c:d' }
  expect(upstreamOf({ proxy })).toMatchObject({ proxy: 'socks5://a%40b:c%3Ad@corp:1080' })
})

test('the proxy of the browser or of its contexts counts too', () => {
  const launchOptions = { proxy: { server: 'http://launch:1' } }
  const contextOptions = { proxy: { server: 'http://context:1' } }
  expect(upstreamOf({ launchOptions })).toMatchObject({ proxy: 'http://launch:1' })
  expect(upstreamOf({ launchOptions, contextOptions })).toMatchObject({ proxy: 'http://context:1' })
})

test('who ignores certificate errors in the browser ignores them behind the proxy', () => {
  expect(upstreamOf({ ignoreHTTPSErrors: true })).toEqual({ insecure: true })
  expect(upstreamOf({ contextOptions: { ignoreHTTPSErrors: true } })).toEqual({ insecure: true })
  expect(upstreamOf({ ignoreHTTPSErrors: true }, { insecure: ['a.test'] })).toEqual({
    insecure: ['a.test'],
  })
})

test('client certificates are shown by whoever speaks to the server', () => {
  const clientCertificates = [{ origin: 'https://a.test', certPath: 'a.pem', keyPath: 'a.key' }]
  expect(upstreamOf({ clientCertificates })).toEqual({ clientCertificates })
  expect(upstreamOf({ clientCertificates: [] })).toEqual({})
})

test('explicit options win', () => {
  const use = { proxy: { server: 'http://corp:1' } }
  expect(upstreamOf(use, { proxy: false })).toMatchObject({ proxy: false })
})
