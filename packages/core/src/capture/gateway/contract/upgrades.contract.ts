import { describe, expect, test } from 'vitest'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** `Upgrade` to something else than WebSocket (RFC 9110 §7.8). */
export function testUpgrades(stage: Stage): void {
  describe('upgrades', () => {
    test.each([
      ['GET', '', ''],
      ['POST', 'Content-Length: 5\r\n', 'hello'],
      ['PUT', 'Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n'],
      // HTTP/2 inside could not be read, and clients that offer it speak HTTP/1.1 as well: a proxy need
      // not pass on an upgrade (RFC 9110 §7.8).
    ])('h2c is not offered to the server, as Java’s HttpClient does it: %s', async (...given) => {
      const [method, framing, wire] = given
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const kept = [
        framing,
        `Host: ${server.authority}\r\n`,
        'User-Agent: Java-http-client/21\r\n\r\n',
      ].join('')
      const fields = [
        'Connection: Upgrade, HTTP2-Settings\r\n',
        'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n',
        'Upgrade: h2c\r\n',
        kept,
      ].join('')
      client.write(`${method} http://${server.authority}/h2c HTTP/1.1\r\n${fields}${wire}`)
      const peer = await server.accept()
      const request = await takeRequest(peer)
      expect(request.head).toBe(`${method} /h2c HTTP/1.1\r\n${kept}`)
      expect(request.body.toString()).toBe(wire && 'hello')
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nordinary'
      peer.write(answer)
      const response = await takeResponse(client)
      expect(response.head + response.body.toString()).toBe(answer)
      const seen = await harness.exchange('/h2c')
      expect(seen.head.kind).toBe('http')
      expect(seen.requestBody().toString()).toBe(wire && 'hello')
      expect(seen.responseBody().toString()).toBe('ordinary')
      expect(seen.outcome?.failure).toBeUndefined()
      client.write(`GET http://${server.authority}/next HTTP/1.1\r\nHost: h\r\n\r\n`)
      await takeRequest(peer)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
    })

    test.each([
      ['Content-Length: 5\r\n', 'hello'],
      ['Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n'],
    ])('h2c with a body that comes later, and the next request behind it: %s', async (...given) => {
      const [framing, wire] = given
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = `Connection: Upgrade\r\nUpgrade: h2c\r\n${framing}Host: h\r\n\r\n`
      client.write(`POST http://${server.authority}/h2c HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      client.write(`${wire}GET http://${server.authority}/next HTTP/1.1\r\nHost: h\r\n\r\n`)
      expect((await takeRequest(peer)).body.toString()).toBe('hello')
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
      expect((await takeRequest(peer)).head).toBe('GET /next HTTP/1.1\r\nHost: h\r\n\r\n')
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
    })

    test('to WebSocket, with a length: what is behind the head passes once the server accepts', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields =
        'Host: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\n'
      client.write(`GET http://${server.authority}/ws HTTP/1.1\r\n${fields}hello`)
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe(`GET /ws HTTP/1.1\r\n${fields}`)
      const head =
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
      peer.write(head)
      expect(await client.takeHead()).toBe(head)
      expect(await peer.takeThrough('hello')).toBe('hello')
      client.end()
      peer.end()
      await Promise.all([client.closed, peer.closed])
    })

    test('accepted: bytes pass both ways until both are done', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = 'Host: h\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n'
      client.write(`GET http://${server.authority}/echo HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe(`GET /echo HTTP/1.1\r\n${fields}`)
      const head =
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n'
      // The first bytes of the new protocol come with the head.
      peer.write(`${head}welcome\xff`)
      expect(await client.takeHead()).toBe(head)
      expect(await client.takeThrough('\xff')).toBe('welcome\xff')
      client.write('\x00one')
      expect(await peer.takeThrough('one')).toBe('\x00one')
      peer.write('two')
      expect(await client.takeThrough('two')).toBe('two')
      client.end('bye')
      expect(await peer.takeThrough('bye')).toBe('bye')
      peer.end()
      await Promise.all([client.closed, peer.closed])
      const seen = await harness.exchange('/echo')
      expect(seen.response).toMatchObject({ status: 101, statusText: 'Switching Protocols' })
      expect(seen.requestBody().toString('latin1')).toBe('\x00onebye')
      expect(seen.responseBody().toString('latin1')).toBe('welcome\xfftwo')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('refused with 426 and a body', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(
        `GET http://${server.authority}/no HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n`,
      )
      const peer = await server.accept()
      await peer.takeHead()
      const head =
        'HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade\r\nUpgrade: TLS/1.3\r\nContent-Length: 2\r\n\r\n'
      peer.write(`${head}no`)
      expect((await takeResponse(client)).head).toBe(head)
      const seen = await harness.exchange('/no')
      expect(seen.response?.status).toBe(426)
      expect(seen.responseBody().toString()).toBe('no')
      expect(seen.outcome?.failure).toBeUndefined()
    })
  })
}
