import { expect, test } from 'vitest'
import { type Call, callsOf, inputOf } from './calls.contract.ts'
import { measureHosts, newHosts } from './third-party.ts'

const shop: Call[] = [
  { at: 'GET /' },
  { at: 'GET /cart' },
  { at: 'GET https://cdn.shop.test/a.js' },
]

function hosts(after: readonly Call[], before: readonly Call[] = shop): string[] {
  return newHosts([callsOf(...before)], callsOf(...shop, ...after)).map(({ host }) => host)
}

test('a host of somebody else, and what it is sent', () => {
  const after = callsOf(
    ...shop,
    { at: 'GET https://track.evil.test/pixel?user=7', headers: [['Cookie', 'a=b']] },
    { at: 'GET https://fonts.free.test/f.woff2' },
  )
  const input = inputOf([callsOf(...shop)], after)
  expect(newHosts(input.samples, after)).toMatchObject([
    { host: 'track.evil.test', sent: ['query', 'cookies'] },
    { host: 'fonts.free.test', sent: [] },
  ])
  expect(measureHosts(input)).toEqual([
    {
      rule: 'request.host.new',
      endpoint: after[3]!.endpoint,
      before: null,
      after: 'track.evil.test',
      beforeEntries: [],
      afterEntries: [3],
      message: 'track.evil.test was never asked before, and is sent data (query, cookies).',
    },
    expect.objectContaining({
      after: 'fonts.free.test',
      message: 'fonts.free.test was never asked before; no data is sent to it.',
    }),
  ])
})

test.each([
  ['another host of the same owner', 'https://api.shop.test/x', []],
  ['another owner under a shared suffix', 'https://evil.co.uk/x', ['evil.co.uk']],
  ['another port', 'https://shop.test:8443/x', []],
  ['an address', 'http://10.0.0.7/x', ['10.0.0.7']],
])('%s', (_, url, expected) => {
  const before: Call[] = [...shop, { at: 'GET https://good.co.uk/' }]
  expect(hosts([{ at: `GET ${url}` }], before)).toEqual(expected)
})

test('a host that some session of before asked', () => {
  const other = callsOf({ at: 'GET https://ads.test/1' })
  const after = callsOf(...shop, { at: 'GET https://ads.test/2' })
  expect(newHosts([callsOf(...shop), other], after)).toEqual([])
})

test('the application on another host, by map or by where most requests go', () => {
  const moved = callsOf({ at: 'GET https://new.example/a' }, { at: 'GET https://new.example/b' })
  expect(newHosts([callsOf(...shop)], moved)).toEqual([])
  const flooded = callsOf(
    ...shop,
    ...Array.from({ length: 9 }, () => ({ at: 'GET https://e.vil/' })),
  )
  expect(newHosts([callsOf(...shop)], flooded)).toHaveLength(1)
  const mixed = callsOf(...shop, { at: 'GET https://assets.example/a' })
  expect(newHosts([callsOf(...shop)], mixed)).toHaveLength(1)
  expect(newHosts([callsOf(...shop)], mixed, { 'cdn.*': 'assets.example' })).toEqual([])
})

test('a host that takes the part of one before, and none that data was diverted to', () => {
  const before = callsOf(...shop, { at: 'GET https://img.old.test/1' })
  const after = callsOf(...shop, { at: 'GET https://img.new.example/1' })
  const pair = { before: before[3]!.exchange, after: after[3]!.exchange, endpoint: 'GET /img' }
  expect(newHosts([before], after, {}, [pair])).toEqual([])
  expect(newHosts([before], after, {}, [{ ...pair, movedTo: 'GET /x' }])).toHaveLength(1)
})

test('ports of this machine change from run to run', () => {
  const before = callsOf({ at: 'GET http://127.0.0.1:4001/' })
  const after = callsOf({ at: 'GET http://127.0.0.1:4002/' }, { at: 'GET http://localhost:9/' })
  expect(newHosts([before], after)).toEqual([])
})
