import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** What passes bit by bit: event streams, long polls, slow writers. */
export function testStreams(stage: Stage): void {
  describe('streams', () => {
    test('an event stream reaches the client event by event', async () => {
      const harness = await stage.start()
      let send: (text: string) => void = () => {}
      const port = await stage.serve((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        send = (text) => void response.write(`data: ${text}\n\n`)
        send('one')
      })
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      let text = ''
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
      const heard = async (wanted: string) => {
        while (!text.includes(wanted)) await once(socket, 'data')
      }
      await heard('data: one')
      send('two')
      await heard('data: two')
      expect(harness.seen[0]?.outcome).toBeUndefined()
      await harness.until(() => harness.seen[0]?.responseBody().toString().includes('two'))
      socket.destroy()
      expect((await harness.exchange('/events')).outcome?.failure?.kind).toBe('client-aborted')
    })

    test('the head of a response does not wait for its body', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/head HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
      peer.write(head)
      expect(await client.takeHead()).toBe(head)
      const begun = await harness.begun('/head')
      expect([begun.response?.status, begun.outcome]).toEqual([200, undefined])
      for (const event of ['data: a\n\n', ': comment\n\n', 'data: b\ndata: c\n\n']) {
        peer.write(event)
        expect(await client.takeThrough('\n\n')).toBe(event)
      }
      peer.end()
      await client.ended
      const seen = await harness.exchange('/head')
      expect(seen.responseBody().toString()).toContain('data: b\ndata: c')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('the head of a request does not wait for its body', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = 'Host: h\r\nContent-Length: 10\r\n\r\n'
      client.write(`POST http://${server.authority}/slow HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe(`POST /slow HTTP/1.1\r\n${fields}`)
      for (const part of ['hello', 'world']) {
        client.write(part)
        expect((await peer.takeBytes(5)).toString()).toBe(part)
      }
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
    })

    test('a long poll is answered when there is something, and holds nobody up', async () => {
      const harness = await stage.start()
      let answer = (): void => {}
      const port = await stage.serve((request, response) => {
        if (request.url === '/poll') answer = () => response.end('news')
        else response.end('quick')
      })
      const poll = harness.get(`http://127.0.0.1:${port}/poll`)
      await harness.begun('/poll')
      for (let turn = 0; turn < 20; turn++) {
        const quick = await harness.get(`http://127.0.0.1:${port}/quick${turn}`)
        expect(quick.body.toString()).toBe('quick')
      }
      expect(harness.seen.find(({ head }) => head.url.endsWith('/poll'))?.outcome).toBeUndefined()
      answer()
      expect((await poll).body.toString()).toBe('news')
      expect((await harness.exchange('/poll')).outcome?.failure).toBeUndefined()
    })

    test('a request and a response byte by byte', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.socket.setNoDelay()
      const bytes = async (to: typeof client, text: string) => {
        for (const byte of text) await to.send(byte)
      }
      const framing = 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n'
      await bytes(client, `POST http://${server.authority}/b HTTP/1.1\r\nHost: h\r\n${framing}`)
      const peer = await server.accept()
      peer.socket.setNoDelay()
      const request = await takeRequest(peer)
      expect([request.body.toString(), request.trailers]).toEqual(['hello', [['X-T', '1']]])
      await bytes(peer, `HTTP/1.1 200 OK\r\nX-A: b\r\n${framing}`)
      const response = await takeResponse(client)
      expect(response.head).toBe('HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n')
      expect([response.body.toString(), response.trailers]).toEqual(['hello', [['X-T', '1']]])
      expect((await harness.exchange('/b')).outcome?.failure).toBeUndefined()
    })
  })
}
