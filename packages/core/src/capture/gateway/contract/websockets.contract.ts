import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import { createSecureServer } from 'node:http2'
import { WebSocket, WebSocketServer } from 'ws'
import { describe, expect, test } from 'vitest'
import { takeResponse } from './http-message.contract.ts'
import type { SeenExchange } from './seen-exchange.contract.ts'
import type { Stage } from './stage.contract.ts'

/** What was told of a WebSocket's messages, close frames by their code. */
export function messagesOf(seen: SeenExchange): unknown[] {
  return seen.messages.map(({ code, data, direction, kind }) => [
    direction,
    kind,
    code ?? Buffer.from(data).toString('latin1'),
  ])
}

/** WebSockets with real clients and servers of the `ws` library. */
export function testWebSockets(stage: Stage): void {
  describe('WebSockets', () => {
    /** A server that echoes, and a client of it through the engine. */
    const connect = async (scheme: string, perMessageDeflate: boolean, maxPayload = 1e8) => {
      const { ca, cert, key } = stage.certificates
      const harness = await stage.start({ ca: [ca] })
      const server =
        scheme === 'ws' ? createHttp() : createSecureServer({ key, cert, allowHTTP1: true })
      const sockets = new WebSocketServer({
        server: server as never,
        perMessageDeflate,
        maxPayload,
      })
      sockets.on('connection', (socket) => {
        socket.on('error', () => {})
        socket.on('message', (data, binary) =>
          socket.send(binary ? data : `echo ${(data as Buffer).toString()}`, { binary }),
        )
      })
      const { port } = await stage.listen(server)
      const authority = `localhost:${port}`
      const tunnel =
        scheme === 'ws' ? await harness.tunnel(authority) : await harness.secureTunnel(authority)
      const client = new WebSocket(`${scheme}://${authority}/socket`, {
        createConnection: () => tunnel as never,
        perMessageDeflate,
        maxPayload,
      })
      client.on('error', () => {})
      await once(client, 'open')
      return { authority, client, harness, sockets }
    }

    test.each(['ws', 'wss'])('%s: text, binary and the close code, both ways', async (scheme) => {
      const { authority, client, harness } = await connect(scheme, false)
      client.send('hello')
      await once(client, 'message')
      client.send(Buffer.from([1, 2, 3]))
      await once(client, 'message')
      client.close(4001, 'enough')
      const [code, reason] = (await once(client, 'close')) as [number, Buffer]
      expect([code, reason.toString()]).toEqual([4001, 'enough'])
      const seen = await harness.exchange('/socket')
      expect(seen.head).toMatchObject({ kind: 'websocket', url: `${scheme}://${authority}/socket` })
      expect(seen.response?.status).toBe(101)
      expect(messagesOf(seen).slice(0, 5)).toEqual([
        ['sent', 'text', 'hello'],
        ['received', 'text', 'echo hello'],
        ['sent', 'binary', '\x01\x02\x03'],
        ['received', 'binary', '\x01\x02\x03'],
        [expect.any(String), 'close', 4001],
      ])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('compressed, with what was compressed before taken into account', async () => {
      const { client, harness } = await connect('wss', true)
      expect(client.extensions).toBe('permessage-deflate')
      const texts = [1, 2, 3].map((turn) => `${'the same words again. '.repeat(200)}${turn}`)
      for (const text of texts) {
        client.send(text)
        const [data] = (await once(client, 'message')) as [Buffer]
        expect(data.toString()).toBe(`echo ${text}`)
      }
      client.close(1000)
      await once(client, 'close')
      const seen = await harness.exchange('/socket')
      expect(messagesOf(seen).slice(0, 6)).toEqual(
        texts.flatMap((text) => [
          ['sent', 'text', text],
          ['received', 'text', `echo ${text}`],
        ]),
      )
    })

    test.each([false, true])('messages of 5 MB, compressed: %s', async (isCompressed) => {
      const { client, harness } = await connect('ws', isCompressed)
      const data = Buffer.alloc(5 * 1024 * 1024, 'five megabytes ')
      client.send(data)
      const [echo] = (await once(client, 'message')) as [Buffer]
      expect(echo.equals(data)).toBe(true)
      client.close(1000)
      await once(client, 'close')
      const seen = await harness.exchange('/socket')
      const large = seen.messages.filter(({ kind }) => kind === 'binary')
      expect(large.map(({ direction }) => direction)).toEqual(['sent', 'received'])
      expect(large.every((message) => Buffer.from(message.data).equals(data))).toBe(true)
    })

    test.each([
      ['server', { kind: 'reset', code: '1006' }],
      ['client', { kind: 'client-aborted' }],
    ])('a %s that goes without a close frame', async (who, failure) => {
      const { client, harness, sockets } = await connect('ws', false)
      client.send('hello')
      await once(client, 'message')
      const server = [...sockets.clients][0]!
      const closed = [once(client, 'close'), once(server, 'close')]
      if (who === 'server') server.terminate()
      else client.terminate()
      const [atClient] = await Promise.all(closed)
      expect(atClient?.[0]).toBe(1006)
      const seen = await harness.exchange('/socket')
      expect(seen.outcome?.failure).toMatchObject(failure)
      expect(messagesOf(seen)).toEqual([
        ['sent', 'text', 'hello'],
        ['received', 'text', 'echo hello'],
      ])
    })

    test('a refused WebSocket is an exchange with its status', async () => {
      const harness = await stage.start()
      const server = createHttp()
      server.on('upgrade', (_, socket) =>
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'),
      )
      const authority = `127.0.0.1:${(await stage.listen(server)).port}`
      const tunnel = await harness.tunnel(authority)
      const client = new WebSocket(`ws://${authority}/no`, {
        createConnection: () => tunnel as never,
      })
      const [error] = (await once(client, 'error')) as [Error]
      expect(error.message).toContain('403')
      expect((await harness.exchange('/no')).response?.status).toBe(403)
    })

    test('a refused WebSocket, with the body of the refusal', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.rawTunnel(server.authority)
      const fields =
        'Host: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
      client.write(`GET /why HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe(`GET /why HTTP/1.1\r\n${fields}`)
      const head = 'HTTP/1.1 403 Forbidden\r\nX-Why: rules\r\nContent-Length: 13\r\n\r\n'
      peer.write(`${head}not for you!!`)
      const answer = await takeResponse(client)
      expect(answer.head + answer.body.toString()).toBe(`${head}not for you!!`)
      const seen = await harness.exchange('/why')
      expect(seen.head.kind).toBe('websocket')
      expect(seen.response).toMatchObject({ status: 403, statusText: 'Forbidden' })
      expect(seen.responseBody().toString()).toBe('not for you!!')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a handshake that fails on the way to the server', async () => {
      const harness = await stage.start()
      const authority = `127.0.0.1:${await stage.deadPort()}`
      const tunnel = await harness.tunnel(authority)
      const client = new WebSocket(`ws://${authority}/dead`, {
        createConnection: () => tunnel as never,
      })
      await once(client, 'error')
      const seen = await harness.exchange('/dead')
      expect(seen.head.kind).toBe('websocket')
      expect(seen.outcome?.failure).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' })
    })
  })
}
