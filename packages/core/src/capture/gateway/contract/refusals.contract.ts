import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import { takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

/** What is not forwarded, and the credentials that are for us alone. */
export function testRefusals(stage: Stage): void {
  describe('refusals and credentials', () => {
    test('what is not for a proxy, and what would loop, is refused', async () => {
      const harness = await stage.start()
      const direct = await harness
        .get('http://127.0.0.1/', { headers: ['Host', 'evil.example'] })
        .catch(() => undefined)
      expect(direct?.status).not.toBe(200)
      const origin = await harness.client()
      origin.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
      expect(await origin.takeHead()).toMatch(/^HTTP\/1\.1 421/)
      const odd = await harness.client()
      odd.write('GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n')
      expect(await odd.takeHead()).toMatch(/^HTTP\/1\.1 400/)
      expect(harness.troubles.map(({ kind }) => kind)).toEqual(['malformed'])
      const late = await harness.get('http://127.0.0.1:1/', {
        headers: ['Host', '127.0.0.1:1', 'Proxy-Authorization', basic('session:stale')],
      })
      expect(late.status).toBe(407)
      const loop = await harness.get(`http://127.0.0.1:${harness.port}/loop`)
      expect(loop.status).toBe(508)
    })

    test('a loop inside CONNECT is refused', async () => {
      const harness = await stage.start()
      const socket = await harness.tunnel(`127.0.0.1:${harness.port}`)
      const answer = await requestOver(socket, '/loop', `127.0.0.1:${harness.port}`)
      expect(answer.status).toBe(508)
    })

    test('upgrades are refused for the same reasons', async () => {
      const harness = await stage.start()
      const upgrade =
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
      const origin = await harness.client()
      origin.write(`GET /socket HTTP/1.1\r\nHost: evil.example\r\n${upgrade}`)
      expect((await takeResponse(origin)).status).toBe(421)
      const loop = await harness.rawTunnel(`127.0.0.1:${harness.port}`)
      loop.write(`GET /socket HTTP/1.1\r\nHost: x\r\n${upgrade}`)
      expect((await takeResponse(loop)).status).toBe(508)
      expect(harness.seen).toEqual([])
    })

    test('bytes that are no request are refused and told', async () => {
      const harness = await stage.start()
      const client = await harness.client()
      client.write('GET http://x/ HTTP/9.z\r\n\r\n')
      expect(await client.takeHead()).toMatch(/^HTTP\/1\.1 400/)
      await client.ended
      const trouble = await harness.until(() => harness.troubles[0])
      expect(trouble.kind).toBe('malformed')
      expect(harness.seen).toEqual([])
    })

    test('two lengths in one request are refused: nobody can say where it ends', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(
        `POST http://${server.authority}/two HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      )
      expect(await client.takeHead()).toMatch(/^HTTP\/1\.1 400/)
      expect(server.connections).toHaveLength(0)
    })

    test('credentials are told and not forwarded', async () => {
      const harness = await stage.start()
      const received: string[] = []
      const port = await stage.serve((request, response) => {
        received.push(...request.rawHeaders)
        response.end()
      })
      const authorization = basic('session:one')
      await harness.get(`http://127.0.0.1:${port}/absolute`, {
        headers: ['Host', `127.0.0.1:${port}`, 'Proxy-Authorization', authorization],
      })
      const socket = await harness.tunnel(
        `127.0.0.1:${port}`,
        `Proxy-Authorization: ${authorization}\r\n`,
      )
      await requestOver(socket, '/tunnelled', `127.0.0.1:${port}`)
      const absolute = await harness.exchange('/absolute')
      const tunnelled = await harness.exchange('/tunnelled')
      const credentials = { username: 'session', password: 'one' }
      expect([absolute.head.credentials, tunnelled.connection.credentials]).toEqual([
        credentials,
        credentials,
      ])
      expect(received.join().toLowerCase()).not.toContain('proxy-auth')
      expect(
        JSON.stringify([absolute.head.headers, tunnelled.head.headers]).toLowerCase(),
      ).not.toContain('proxy-auth')
    })

    test('the fields between client and proxy go no further, the others do', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(
        `GET http://${server.authority}/hop HTTP/1.1\r\nHost: h\r\nproxy-connection: keep-alive\r\nX-A: 1\r\nPROXY-AUTHORIZATION: ${basic('session:one')}\r\nX-B: 2\r\n\r\n`,
      )
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe('GET /hop HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: 2\r\n\r\n')
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      await takeResponse(client)
      expect((await harness.exchange('/hop')).head.headers).toEqual([
        ['Host', 'h'],
        ['X-A', '1'],
        ['X-B', '2'],
      ])
    })
  })
}
