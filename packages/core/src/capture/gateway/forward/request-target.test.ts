import { expect, test } from 'vitest'
import { type Arrival, splitAuthority, understandTarget } from './request-target.ts'

const direct: Arrival = { target: '/', method: 'GET', headers: [], secure: false }

test.each([
  ['http://shop.test/a/../b?x="y"', 'shop.test', 80, '/a/../b?x="y"'],
  ['HTTP://user:pass@shop.test:8080/', 'shop.test', 8080, '/'],
  ['http://shop.test', 'shop.test', 80, '/'],
  ['http://shop.test?q', 'shop.test', 80, '/?q'],
  ['http://[::1]:3000/x', '::1', 3000, '/x'],
])('%s is sent to its host, with the path as it was written', (target, host, port, path) => {
  expect(understandTarget({ ...direct, target }, false)).toEqual({
    url: target,
    path,
    destination: { host, port, secure: false },
    form: 'absolute',
  })
})

test('https in absolute form is TLS to the server', () => {
  const { destination } = understandTarget({ ...direct, target: 'https://shop.test/a' }, false)!
  expect(destination).toEqual({ host: 'shop.test', port: 443, secure: true })
})

test('OPTIONS about the server itself has no path (RFC 9112 §3.2.4)', () => {
  const target = 'http://shop.test'
  expect(understandTarget({ ...direct, method: 'OPTIONS', target }, false)?.path).toBe('*')
})

test.each(['ftp://shop.test/', 'http://[', 'http://', 'shop.test:443', '', 'http://a:99999/'])(
  '%j is no target',
  (target) => expect(understandTarget({ ...direct, target }, false)).toBeUndefined(),
)

test('without a tunnel a path is a request for a web server', () => {
  const headers = [['Host', 'evil.example']] as const
  expect(understandTarget({ ...direct, headers }, false)?.form).toBe('origin')
})

test('in a tunnel the URL names the tunnel, and the port is always its own', () => {
  const tunnelled = { ...direct, target: '/x', tunnel: 'shop.test:8443', secure: true }
  const headers = [['host', 'other.test:1']] as const
  expect(understandTarget({ ...tunnelled, headers }, false)).toEqual({
    url: 'https://shop.test:8443/x',
    path: '/x',
    destination: { host: 'shop.test', port: 8443, secure: true },
    form: 'tunnel',
  })
  expect(understandTarget(tunnelled, true)?.url).toBe('wss://shop.test:8443/x')
  expect(understandTarget({ ...tunnelled, tunnel: 'shop.test:443' }, false)?.url).toBe(
    'https://shop.test/x',
  )
})

test('who resolves names itself is understood by the name in Host or TLS', () => {
  const tunnelled = { ...direct, target: '/x', tunnel: '192.0.2.1:443', secure: true }
  const headers = [['host', 'shop.test']] as const
  const named = understandTarget({ ...tunnelled, headers, serverName: 'shop.test' }, false)!
  expect(named.url).toBe('https://shop.test/x')
  expect(named.destination).toEqual({
    host: '192.0.2.1',
    port: 443,
    secure: true,
    serverName: 'shop.test',
  })
  expect(understandTarget({ ...tunnelled, tunnel: '[::1]:443' }, false)?.url).toBe(
    'https://[::1]/x',
  )
})

test('authorities are split', () => {
  expect(splitAuthority('[fd00::1]:8080', 80)).toEqual({ host: 'fd00::1', port: 8080 })
  expect(splitAuthority('shop.test', 443)).toEqual({ host: 'shop.test', port: 443 })
  expect(splitAuthority('::1', 443)).toBeUndefined()
  expect(splitAuthority('shop.test:70000', 443)).toBeUndefined()
})
