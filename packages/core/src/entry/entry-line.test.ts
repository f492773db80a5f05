import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeEntry, durationText, type EntryOutline } from './entry-line.ts'

const pay: EntryOutline = {
  request: { method: 'POST', url: 'https://shop.test/pay?step=2' },
  response: { status: 500 },
  timings: { total: 1_234 },
}

test('says method, path, status and duration', () => {
  expect(describeEntry(pay)).toBe('POST /pay?step=2 500 after 1.2 s')
  expect(describeEntry(pay, { url: 'full' })).toBe(
    'POST https://shop.test/pay?step=2 500 after 1.2 s',
  )
})

test('leaves out a duration that is not known', () => {
  expect(describeEntry({ ...pay, timings: { total: null } })).toBe('POST /pay?step=2 500')
})

test.each([
  [{ failure: { kind: 'refused', code: 'ECONNREFUSED' } }, 'failed (ECONNREFUSED)'],
  [{ failure: { kind: 'upstream-tls' } }, 'failed (upstream-tls)'],
  [{ failure: { kind: 'client-aborted' } }, 'aborted by the client'],
  [{ failure: { kind: 'unfinished' } }, 'cut off at the end of the recording'],
  [
    { response: { status: 200 }, failure: { kind: 'reset', code: 'ECONNRESET' } },
    '200, then failed (ECONNRESET)',
  ],
  [{}, 'without a response yet'],
] satisfies Array<[Partial<EntryOutline>, string]>)('outcome %#: %s', (parts, outcome) => {
  const { request } = pay
  expect(describeEntry({ request, timings: { total: null }, ...parts })).toBe(
    `POST /pay?step=2 ${outcome}`,
  )
})

test.each([
  [0.98, '1 ms'],
  [12.3, '12 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1_234, '1.2 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [75_400, '75 s'],
])('%d ms reads as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  ['tcp://127.0.0.1:6379', '127.0.0.1:6379'],
  ['tcp://[::1]:6379', '[::1]:6379'],
  ['https://shop.test:443/', 'shop.test:443'],
])('shows where the tunnel %s leads', (url, target) => {
  const tunnel = { ...pay, request: { method: 'CONNECT', url }, response: { status: 200 } }
  expect(describeEntry(tunnel)).toBe(`CONNECT ${target} 200 after 1.2 s`)
  expect(describeEntry(tunnel, { url: 'full' })).toBe(`CONNECT ${url} 200 after 1.2 s`)
})

test('shows a URL that cannot be parsed as it is', () => {
  const request = { method: 'CONNECT', url: 'shop.test:443' }
  expect(describeEntry({ ...pay, request })).toMatch(/^CONNECT .*443 500 after/)
})

test('is one line of bounded length without control characters, whatever came over the wire', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  const urls = fc.oneof(
    text,
    text.map((path) => `https://shop.test/${path}`),
    text.map((host) => `tcp://${host}:1`),
  )
  fc.assert(
    fc.property(urls, fc.constantFrom('GET', 'CONNECT'), fc.boolean(), (url, method, isFull) => {
      const line = describeEntry(
        { ...pay, request: { method, url } },
        { url: isFull ? 'full' : 'path' },
      )
      expect(line).not.toMatch(/\p{Cc}/u)
      expect(line.length).toBeLessThan(160)
    }),
  )
})
