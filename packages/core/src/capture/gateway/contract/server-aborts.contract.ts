import { createServer as createNet } from 'node:net'
import { describe, expect, test } from 'vitest'
import { broken, ways } from './aborts.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Where a server may break off: what it has sent until then, and how much of it the client gets. */
const stages: ReadonlyArray<readonly [name: string, sent: string, delivered: string]> = [
  ['before the head', '', ''],
  ['after an interim response', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', '</a>\r\n\r\n'],
  ['in the head', 'HTTP/1.1 200 OK\r\nX-Half: valu', ''],
  ['after the head', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', ': 9\r\n\r\n'],
  ['in a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello', 'hello'],
  [
    'in a chunked body',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    'hello',
  ],
]

/** Servers that go away, at every stage; the connection of a client is used again all the same. */
export function testServerAborts(stage: Stage): void {
  describe.each(ways)('a server that %s', (_, leave) => {
    test.each(stages)('%s', async (__, sent, delivered) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/left HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await peer.takeHead()
      if (sent) await peer.send(sent)
      // A reset may overtake bytes that nobody has read yet.
      await client.takeThrough(delivered)
      leave(peer)
      await client.closed
      expect(client.pending.toString().trim()).toBe('')
      const seen = await harness.exchange('/left')
      expect(seen.outcome?.failure?.kind).toBe('reset')
      expect(seen.informational).toHaveLength(sent.includes(' 103 ') ? 1 : 0)
      expect(seen.response?.status).toBe(delivered && !sent.includes(' 103 ') ? 200 : undefined)
      expect(seen.responseBody().toString()).toBe(delivered === 'hello' ? delivered : '')
    })

    test('in an upload, without an answer', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const length = 'Content-Length: 100\r\n'
      client.write(`POST http://${server.authority}/up HTTP/1.1\r\nHost: h\r\n${length}\r\nhello`)
      const peer = await server.accept()
      await peer.takeThrough('hello')
      leave(peer)
      await client.closed
      const seen = await harness.exchange('/up')
      expect(seen.outcome?.failure?.kind).toBe('reset')
      expect(seen.requestBody().toString()).toBe('hello')
      expect(seen.response).toBeUndefined()
    })

    test('after a complete response: no failure, and the client’s next GET is answered', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/first HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      await takeResponse(client)
      await harness.exchange('/first')
      leave(peer)
      await peer.closed
      client.write(`GET http://${server.authority}/second HTTP/1.1\r\nHost: h\r\n\r\n`)
      const again = await server.accept()
      await takeRequest(again)
      again.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      expect((await takeResponse(client)).status).toBe(200)
      await harness.exchange('/second')
      expect(harness.seen.map(({ outcome }) => outcome?.failure)).toEqual([undefined, undefined])
      expect(harness.seen.map(({ outcome }) => outcome?.upstream.reused)).toEqual([false, false])
      expect(harness.troubles).toEqual([])
    })

    /** Makes a connection that has served one exchange, and whose server leaves at the next. */
    const breakAtReuse = async (path: string, next: string) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/first HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      await takeResponse(client)
      client.write(next.replace(path, `http://${server.authority}${path}`))
      await peer.takeHead()
      leave(peer)
      return { client, harness, server }
    }

    test('at the reuse of its connection: a GET is sent again, once', async () => {
      const head = 'GET /again HTTP/1.1\r\nHost: h\r\n\r\n'
      const { client, harness, server } = await breakAtReuse('/again', head)
      const again = await server.accept()
      expect((await takeRequest(again)).head).toBe(head)
      again.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain')
      expect((await takeResponse(client)).body.toString()).toBe('again')
      const seen = await harness.exchange('/again')
      expect(seen.outcome?.failure).toBeUndefined()
      expect(seen.outcome?.upstream.reused).toBe(false)
      expect(harness.seen).toHaveLength(2)
      expect(server.connections).toHaveLength(2)
    })

    test('at the reuse of its connection, and at the second attempt', async () => {
      const head = 'GET /twice HTTP/1.1\r\nHost: h\r\n\r\n'
      const { client, harness, server } = await breakAtReuse('/twice', head)
      const again = await server.accept()
      await again.takeHead()
      leave(again)
      await client.closed
      expect((await harness.exchange('/twice')).outcome?.failure?.kind).toBe('reset')
      expect(server.connections).toHaveLength(2)
    })

    // RFC 9110 §9.2.2: a proxy must not repeat a request that is not idempotent.
    test('at the reuse of its connection: a POST is not sent again', async () => {
      const head = 'POST /once HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi'
      const { client, harness, server } = await breakAtReuse('/once', head)
      await client.closed
      expect((await harness.exchange('/once')).outcome?.failure?.kind).toBe('reset')
      expect(server.connections).toHaveLength(1)
    })
  })

  describe('servers that leave', () => {
    test.each(['content-length', 'chunked'])(
      'a server that dies in a %s body fails for the client and in the record',
      async (framing) => {
        const harness = await stage.start()
        const { port } = await stage.listen(
          createNet((socket) => {
            socket.once('data', () => {
              const head =
                framing === 'chunked'
                  ? 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'
                  : 'content-length: 100\r\n\r\nhello'
              socket.write(`HTTP/1.1 200 OK\r\n${head}`, () => socket.resetAndDestroy())
            })
          }),
        )
        await expect(harness.get(`http://127.0.0.1:${port}/dies`)).rejects.toThrow(broken)
        const seen = await harness.exchange('/dies')
        expect(seen.outcome?.failure?.kind).toBe('reset')
      },
    )
  })
}
