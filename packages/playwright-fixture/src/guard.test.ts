import { describe, expect, test } from 'vitest'
import { assertNotDisplaced, assertSameUpstream, gaps } from './guard.ts'

const ours = 'http://127.0.0.1:4000'

describe('the proxy of the contexts', () => {
  test('ours is fine, also with a bypass of the user', () => {
    expect(() => assertNotDisplaced({ server: ours, bypass: '.test' }, ours)).not.toThrow()
  })
  test.each([undefined, { server: 'http://other:1' }])('%j is displaced', (proxy) => {
    expect(() => assertNotDisplaced(proxy, ours)).toThrow(
      /test\.use.*session: false.*PROXY_DISPLACED/,
    )
  })
})

describe('the proxy behind ours', () => {
  const corp = { server: 'http://corp:3128' }
  test('none, or the configured one, is fine', () => {
    expect(() => assertSameUpstream(undefined, corp)).not.toThrow()
    expect(() => assertSameUpstream({ ...corp }, corp)).not.toThrow()
  })
  test('any other is not', () => {
    expect(() => assertSameUpstream({ server: 'http://other:1' }, corp)).toThrow('PROXY_DISPLACED')
    expect(() => assertSameUpstream(corp, undefined)).toThrow('PROXY_DISPLACED')
  })
})

describe('gaps', () => {
  const none = {
    environment: {},
    ignoreHTTPSErrors: false,
    insecure: false,
    clientCertificates: false,
  }
  test('usually there are none', () => {
    expect(gaps(none)).toEqual([])
    expect(gaps({ ...none, ignoreHTTPSErrors: true, insecure: true })).toEqual([])
  })
  test('each is told with what to do', () => {
    const environment = { PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK: '1' }
    expect(gaps({ ...none, environment })).toEqual([expect.stringContaining('Unset it')])
    expect(gaps({ ...none, ignoreHTTPSErrors: true })).toEqual([
      expect.stringContaining('insecure'),
    ])
    expect(gaps({ ...none, clientCertificates: true })).toEqual([
      expect.stringContaining('session: false'),
    ])
  })
})
