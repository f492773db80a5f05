import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { takeResponse } from './http-message.contract.ts'
import type { RawSocket } from './raw-socket.contract.ts'
import type { Stage } from './stage.contract.ts'

/** What a client says of a connection that was cut. */
export const broken: RegExp = /ECONNRESET|hang up|aborted/

/** How a socket is left. */
export const ways: ReadonlyArray<readonly [way: string, leave: (socket: RawSocket) => void]> = [
  ['closes', (socket) => socket.socket.destroy()],
  ['resets', (socket) => socket.reset()],
]

/** Clients that go away, at every stage. */
export function testAborts(stage: Stage): void {
  describe.each(ways)('a client that %s', (_, leave) => {
    const requests: ReadonlyArray<readonly [when: string, rest: string, body: string]> = [
      ['before its body', 'POST', ''],
      ['in its body', 'POST', 'hello'],
      ['while it waits', 'GET', ''],
    ]

    test.each(requests)('%s', async (__, method, body) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const length = method === 'POST' ? 'Content-Length: 100\r\n' : ''
      client.write(
        `${method} http://${server.authority}/leave HTTP/1.1\r\nHost: h\r\n${length}\r\n`,
      )
      client.write(body)
      const peer = await server.accept()
      await peer.takeHead()
      expect((await peer.takeBytes(body.length)).toString()).toBe(body)
      leave(client)
      await peer.closed
      const seen = await harness.exchange('/leave')
      expect(seen.outcome?.failure?.kind).toBe('client-aborted')
      expect(seen.requestBody().toString()).toBe(body)
      expect(seen.requestEnded).toBe(method === 'GET')
      expect(seen.response).toBeUndefined()
    })

    test.each([
      'Content-Length: 100\r\n\r\nhello',
      'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    ])('while it receives %j', async (sent) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/leave HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await peer.takeHead()
      peer.write(`HTTP/1.1 200 OK\r\n${sent}`)
      await client.takeThrough('hello')
      leave(client)
      await peer.closed
      const seen = await harness.exchange('/leave')
      expect(seen.outcome?.failure?.kind).toBe('client-aborted')
      expect(seen.response?.status).toBe(200)
      expect(seen.responseBody().toString()).toBe('hello')
    })

    test('between two requests: no failure', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/whole HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await peer.takeHead()
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      await takeResponse(client)
      leave(client)
      await peer.closed
      expect((await harness.exchange('/whole')).outcome?.failure).toBeUndefined()
      expect(harness.troubles).toEqual([])
    })
  })

  describe('clients that leave', () => {
    test('a client that goes away', async () => {
      const harness = await stage.start()
      let gone = (): void => {}
      const serverSawIt = new Promise<void>((resolve) => (gone = resolve))
      const port = await stage.serve((_, response) => {
        response.on('close', gone)
        response.write('first')
      })
      const { socket } = await harness.client()
      socket.write(`GET http://127.0.0.1:${port}/gone HTTP/1.1\r\nHost: x\r\n\r\n`)
      await once(socket, 'data')
      socket.destroy()
      await serverSawIt
      const seen = await harness.exchange('/gone')
      expect(seen.outcome?.failure?.kind).toBe('client-aborted')
    })

    // A FIN says no more than that, but hardly anyone who closes says it otherwise: somebody who left
    // must not be waited for. Node's own servers read it so.
    test('a client that says that it will send no more counts as gone', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.end(`GET http://${server.authority}/half HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await peer.closed
      expect((await harness.exchange('/half')).outcome?.failure?.kind).toBe('client-aborted')
    })
  })
}
