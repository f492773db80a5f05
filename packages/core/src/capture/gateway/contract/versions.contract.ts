import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import { chunk, takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Clients and servers that speak different versions of HTTP. */
export function testVersions(stage: Stage): void {
  const start = () => stage.start({ ca: [stage.certificates.ca] })

  describe('versions of HTTP', () => {
    test('a client of HTTP/1.0 gets no chunks, and the end by the connection', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/old HTTP/1.0\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 103 Early Hints\r\n\r\n')
      peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      peer.write(`${chunk('hel')}${chunk('lo')}0\r\n\r\n`)
      const all = (await client.takeRest()).toString()
      expect(all).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/)
      expect(all).not.toMatch(/transfer-encoding/i)
      expect(all.slice(all.indexOf('\r\n\r\n') + 4)).toBe('hello')
      const seen = await harness.exchange('/old')
      expect(seen.head.httpVersion).toBe('HTTP/1.0')
      expect(seen.responseBody().toString()).toBe('hello')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a client of HTTP/1.0 may keep its connection', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      let peer: Awaited<ReturnType<typeof server.accept>> | undefined
      for (const path of ['/one', '/two']) {
        client.write(
          `GET http://${server.authority}${path} HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n`,
        )
        peer ??= await server.accept()
        expect((await takeRequest(peer)).head).toContain(`GET ${path} `)
        peer.write(
          `HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: ${path.length}\r\n\r\n${path}`,
        )
        expect((await takeResponse(client)).body.toString()).toBe(path)
      }
    })

    test('a client of HTTP/2 and a server of HTTP/1.1', async () => {
      const harness = await start()
      const server = await stage.serveRawTls({ ALPNProtocols: ['http/1.1'] })
      const session = await harness.http2(server.authority)
      const request = session.request({
        ':method': 'POST',
        ':path': '/mixed',
        cookie: ['a=1', 'b=2'],
        'content-length': '5',
        'x-own': '1',
      })
      request.end('hello')
      const followed = follow(request)
      const peer = await server.accept()
      const { body, head, headers } = await takeRequest(peer)
      expect(head).toMatch(/^POST \/mixed HTTP\/1\.1\r\n/)
      expect(body.toString()).toBe('hello')
      const lower = headers.map(([name, value]) => [name.toLowerCase(), value])
      expect(lower).toContainEqual(['host', server.authority])
      // RFC 9113 §8.2.3: crumbs are put together again.
      expect(lower).toContainEqual(['cookie', 'a=1; b=2'])
      expect(lower).toContainEqual(['x-own', '1'])
      peer.write(
        'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nX-Up: 1\r\n',
      )
      peer.write(
        'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      )
      const answer = await followed.closed
      expect(answer.headers).toMatchObject({
        ':status': 200,
        'x-up': '1',
        'set-cookie': ['a=1', 'b=2'],
      })
      expect(answer.body.toString()).toBe('ok')
      const seen = await harness.exchange('/mixed')
      expect(seen.head.httpVersion).toBe('HTTP/2')
      expect(seen.outcome?.upstream.tls?.alpn).not.toBe('h2')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a client of HTTP/1.1 and a server of both', async () => {
      const harness = await start()
      const { port } = await stage.serveTls((_, response) => response.end('either'))
      const client = await harness.rawSecureTunnel(`localhost:${port}`)
      client.write('GET /either HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
      expect((await client.takeRest()).toString()).toContain('either')
      expect((await harness.exchange('/either')).outcome?.failure).toBeUndefined()
    })
  })
}
