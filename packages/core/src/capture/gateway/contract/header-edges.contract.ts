import { describe, expect, test } from 'vitest'
import type { HeaderList } from '../../../entry/headers.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Header fields at the edge of what is allowed: white space, folding, size. */
export function testHeaderEdges(stage: Stage): void {
  describe('header fields, odd ones', () => {
    test('white space around a value is not part of it', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const padded = 'X-Pad: \t  a b \t \r\nX-Tight:c\r\n'
      client.write(`GET http://${server.authority}/pad HTTP/1.1\r\nHost: h\r\n${padded}\r\n`)
      const peer = await server.accept()
      const content = [
        ['X-Pad', 'a b'],
        ['X-Tight', 'c'],
      ]
      expect((await takeRequest(peer)).headers).toEqual([['Host', 'h'], ...content])
      peer.write(`HTTP/1.1 200 OK\r\n${padded}Content-Length: 0\r\n\r\n`)
      const answer = await takeResponse(client)
      expect(answer.headers).toEqual([...content, ['Content-Length', '0']])
      const seen = await harness.exchange('/pad')
      expect(seen.head.headers).toEqual([['Host', 'h'], ...content])
      expect(seen.response?.headers).toEqual(answer.headers)
    })

    // RFC 9112 §5.2: of a response folding is undone, of a request it is refused.
    test('obsolete folding in a response keeps its content', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/fold HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 200 OK\r\nX-Folded: one\r\n two\r\n\tthree\r\nContent-Length: 0\r\n\r\n')
      const content = (headers: HeaderList | undefined) =>
        headers?.find(([name]) => name === 'X-Folded')?.[1].split(/\s+/)
      expect(content((await takeResponse(client)).headers)).toEqual(['one', 'two', 'three'])
      const seen = await harness.exchange('/fold')
      expect(content(seen.response?.headers)).toEqual(['one', 'two', 'three'])
    })

    test('obsolete folding in a request is refused and told', async () => {
      const harness = await stage.start()
      const client = await harness.client()
      client.write('GET http://shop.invalid/fold HTTP/1.1\r\nX-Folded: one\r\n two\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(400)
      await harness.until(() => harness.troubles.find(({ kind }) => kind === 'malformed'))
      expect(harness.seen).toEqual([])
    })

    test('a response with a field of 60 KB', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/large HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      const head = `HTTP/1.1 200 OK\r\nX-Large: ${'b'.repeat(60 * 1024)}\r\nContent-Length: 0\r\n\r\n`
      peer.write(head)
      expect((await takeResponse(client)).head).toBe(head)
      expect((await harness.exchange('/large')).response?.headers[0]?.[1]).toHaveLength(60 * 1024)
    })

    test('a request with a head above all limits is refused and told', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/huge HTTP/1.1\r\nHost: h\r\n`)
      client.write(`X-Huge: ${'c'.repeat(2 * 1024 * 1024)}\r\n\r\n`)
      expect(await client.takeHead()).toMatch(/^HTTP\/1\.1 431 /)
      await harness.until(() => harness.troubles.some(({ kind }) => kind === 'malformed'))
      expect(server.connections).toHaveLength(0)
    })
  })
}
