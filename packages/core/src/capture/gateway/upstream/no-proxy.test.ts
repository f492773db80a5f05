import { describe, expect, it } from 'vitest'
import { compileNoProxy } from './no-proxy.ts'

describe('an item of noProxy', () => {
  it.each([
    // names, with all names below
    ['corp.example', 'corp.example', 443, true],
    ['corp.example', 'a.b.corp.example', 443, true],
    ['corp.example', 'notcorp.example', 443, false],
    ['corp.example', 'example', 443, false],
    ['.corp.example', 'corp.example', 443, true],
    ['.corp.example', 'a.corp.example', 443, true],
    ['*.corp.example', 'corp.example', 443, true],
    ['*.corp.example', 'a.corp.example', 443, true],
    ['*.corp.example', 'acorp.example', 443, false],
    ['Corp.Example', 'A.CORP.example', 443, true],
    ['corp.example', 'corp.example.', 443, true],
    ['corp.example.', 'a.corp.example', 443, true],
    [' corp.example ', 'corp.example', 443, true],
    ['localhost', 'localhost', 80, true],
    ['localhost', 'shop.localhost', 80, true],
    // ports
    ['corp.example:8443', 'a.corp.example', 8443, true],
    ['corp.example:8443', 'corp.example', 443, false],
    ['*.corp.example:443', 'a.corp.example', 443, true],
    ['10.0.0.1:8080', '10.0.0.1', 8080, true],
    ['10.0.0.1:8080', '10.0.0.1', 80, false],
    ['[::1]:8080', '::1', 8080, true],
    ['[::1]:8080', '::1', 80, false],
    [':8080', 'corp.example', 8080, false],
    // addresses
    ['10.0.0.1', '10.0.0.1', 80, true],
    ['10.0.0.1', '10.0.0.10', 80, false],
    ['0.0.1', '10.0.0.1', 80, false],
    ['::1', '::1', 80, true],
    ['::1', '[::1]', 80, true],
    ['[::1]', '::1', 80, true],
    ['::1', '0:0:0:0:0:0:0:1', 80, true],
    ['::1', '::2', 80, false],
    ['::1', 'corp.example', 80, false],
    ['FE80::A', 'fe80::a', 80, true],
    // ranges
    ['10.0.0.0/8', '10.255.0.1', 80, true],
    ['10.0.0.0/8', '11.0.0.1', 80, false],
    ['10.1.2.3/8', '10.255.0.1', 80, true],
    ['0.0.0.0/0', '1.2.3.4', 80, true],
    ['0.0.0.0/0', '::1', 80, false],
    ['192.168.1.128/25', '192.168.1.127', 80, false],
    ['fd00::/8', 'fd12:3456::1', 80, true],
    ['[fd00::]/8', 'fd12:3456::1', 80, true],
    ['fd00::/8', 'fe00::1', 80, false],
    ['10.0.0.0/8', 'ten.corp.example', 80, false],
    ['10.0.0.0/33', '10.0.0.1', 80, false],
    ['10.0.0.0/', '10.0.0.1', 80, false],
    ['corp.example/8', 'corp.example', 80, false],
    // everything and nothing
    ['*', 'corp.example', 80, true],
    ['*', '::1', 80, true],
    ['', 'corp.example', 80, false],
    ['.', 'corp.example', 80, false],
    ['*.', 'corp.example.', 80, false],
  ])('%s on %s port %i: %s', (item, host, port, expected) => {
    expect(compileNoProxy([item])(host, port)).toBe(expected)
  })

  it('counts beside others', () => {
    const isDirect = compileNoProxy(['nonsense/', 'a.test', '10.0.0.0/8', '[::1]:443'])
    expect(isDirect('a.test', 1)).toBe(true)
    expect(isDirect('10.9.9.9', 1)).toBe(true)
    expect(isDirect('::1', 443)).toBe(true)
    expect(isDirect('b.test', 443)).toBe(false)
    expect(compileNoProxy([])('a.test', 1)).toBe(false)
  })
})
