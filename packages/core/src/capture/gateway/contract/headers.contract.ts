import { describe, expect, test } from 'vitest'
import type { HeaderList } from '../../../entry/headers.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Every byte of obs-text (RFC 9110 §5.5), as latin-1. */
const obsText = Array.from({ length: 0x80 }, (_, index) => String.fromCharCode(0x80 + index)).join(
  '',
)

const lists: ReadonlyArray<readonly [name: string, fields: HeaderList]> = [
  [
    'order and case',
    [
      ['x-Z', '1'],
      ['X-a', '2'],
      ['ACCEPT', '*/*'],
      ['user-agent', 'case'],
    ],
  ],
  [
    'repeats',
    [
      ['X-R', '1'],
      ['Other', 'between'],
      ['x-r', '2'],
      ['X-R', '1'],
      ['Cache-Control', 'no-cache'],
      ['Cache-Control', 'no-store'],
      ['Accept', 'text/html'],
      ['Accept', 'text/plain'],
    ],
  ],
  [
    'cookies',
    [
      ['Set-Cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ['Set-Cookie', 'a=3'],
      ['Cookie', 'a=1; b=2'],
    ],
  ],
  [
    'empty values',
    [
      ['X-Empty', ''],
      ['X-After', '1'],
      ['X-Empty', ''],
    ],
  ],
  ['latin-1', [['X-Latin', obsText]]],
  ['every character of a name', [["!#$%&'*+-.^_`|~09azAZ", 'token']]],
  ['a field of 15 KB', [['X-Large', 'a'.repeat(15 * 1024)]]],
  ['1,500 fields', Array.from({ length: 1500 }, (_, index) => [`X-${index}`, `${index}`] as const)],
  [
    'fields that Node gives a meaning',
    [
      ['Keep-Alive', 'timeout=60'],
      ['TE', 'trailers'],
      ['Date', 'not a date'],
      ['Age', '1'],
      ['Age', '2'],
      ['Referer', 'one'],
      ['Referer', 'two'],
    ],
  ],
]

/** Header fields as they were on the wire. */
export function testHeaders(stage: Stage): void {
  const wire = (fields: HeaderList): string =>
    fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')

  describe('header fields', () => {
    test('keeps order, case and repeats of header fields, the reason phrase and trailers both ways', async () => {
      const harness = await stage.start()
      let rawHeaders: string[] = []
      let rawTrailers: string[] = []
      const port = await stage.serve((request, response) => {
        rawHeaders = request.rawHeaders
        request.resume()
        request.on('end', () => {
          rawTrailers = request.rawTrailers
          const sent = ['X-One', '1', 'x-one', '2', 'SET-Cookie', 'a=b', 'Trailer', 'X-Sum']
          response.writeHead(201, 'Was Made', sent)
          response.write('hello ')
          response.addTrailers({ 'X-Sum': '42' })
          response.end('world')
        })
      })
      const host = `127.0.0.1:${port}`
      const own = ['X-b', '1', 'x-A', '2', 'X-b', '3', 'Transfer-Encoding', 'chunked']
      const answer = await harness.get(`http://${host}/order?q=1`, {
        method: 'PROPFIND',
        headers: ['Host', host, ...own, 'Trailer', 'X-End'],
        body: 'payload',
        trailers: { 'X-End': 'yes' },
      })
      const seen = await harness.exchange('/order?q=1')
      expect(seen.head).toMatchObject({ method: 'PROPFIND', httpVersion: 'HTTP/1.1', kind: 'http' })
      const names = seen.head.headers.map(([header]) => header).slice(0, 4)
      expect(names).toEqual(['Host', 'X-b', 'x-A', 'X-b'])
      expect(rawHeaders.filter((_, index) => index % 2 === 0).slice(0, 4)).toEqual(names)
      expect(seen.requestBody().toString()).toBe('payload')
      expect(seen.requestTrailers).toEqual([['X-End', 'yes']])
      expect(rawTrailers).toEqual(['X-End', 'yes'])
      expect(answer.statusText).toBe('Was Made')
      expect(seen.response).toMatchObject({ status: 201, statusText: 'Was Made' })
      const list = seen.response!.headers.slice(0, 4)
      expect(list).toEqual([
        ['X-One', '1'],
        ['x-one', '2'],
        ['SET-Cookie', 'a=b'],
        ['Trailer', 'X-Sum'],
      ])
      expect(answer.rawHeaders.slice(0, 8)).toEqual(list.flat())
      expect(seen.responseBody().toString()).toBe('hello world')
      expect(seen.responseTrailers).toEqual([['X-Sum', '42']])
      expect(answer.rawTrailers).toEqual(['X-Sum', '42'])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test.each(lists)('both ways, byte for byte: %s', async (_, fields) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const up = `Host: h\r\n${wire(fields)}\r\n`
      client.write(`GET http://${server.authority}/f HTTP/1.1\r\n${up}`)
      const peer = await server.accept()
      expect((await takeRequest(peer)).head).toBe(`GET /f HTTP/1.1\r\n${up}`)
      const down = `HTTP/1.1 200 OK\r\n${wire(fields)}Content-Length: 0\r\n\r\n`
      peer.write(down)
      expect((await takeResponse(client)).head).toBe(down)
      const seen = await harness.exchange('/f')
      expect(seen.head.headers).toEqual([['Host', 'h'], ...fields])
      expect(seen.response?.headers).toEqual([...fields, ['Content-Length', '0']])
    })
  })
}
