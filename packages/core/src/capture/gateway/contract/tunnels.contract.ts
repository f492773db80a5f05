import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** CONNECT (RFC 9110 §9.3.6) with plain HTTP inside, and with what nobody knows. */
export function testTunnels(stage: Stage): void {
  const start = async (allowHalfOpen = false) => {
    const harness = await stage.start()
    return { harness, server: await stage.serveRaw({ allowHalfOpen }) }
  }

  describe('tunnels', () => {
    test('plain HTTP inside CONNECT', async () => {
      const harness = await stage.start()
      const port = await stage.serve((_, response) => response.end('plain'))
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      const answer = await requestOver(socket, '/inside', `127.0.0.1:${port}`)
      expect(answer.body.toString()).toBe('plain')
      expect((await harness.exchange('/inside')).head.url).toBe(`http://127.0.0.1:${port}/inside`)
    })

    test('plain HTTP goes where the tunnel leads, whatever its Host says', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel(server.authority)
      client.write('GET /host HTTP/1.1\r\nHost: shop.example\r\n\r\n')
      const peer = await server.accept()
      expect((await takeRequest(peer)).head).toBe(
        'GET /host HTTP/1.1\r\nHost: shop.example\r\n\r\n',
      )
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
      const seen = await harness.exchange('/host')
      expect(seen.connection.tunnel).toBe(server.authority)
    })

    test('a tunnel inside a tunnel', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel('proxy.invalid:3128')
      client.write(`CONNECT ${server.authority} HTTP/1.1\r\nHost: ${server.authority}\r\n\r\n`)
      expect(await client.takeHead()).toMatch(/^HTTP\/1\.1 200/)
      client.write(`GET /deep HTTP/1.1\r\nHost: ${server.authority}\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      await takeResponse(client)
      const seen = await harness.exchange('/deep')
      expect(seen.head.url).toBe(`http://${server.authority}/deep`)
      expect(seen.connection.tunnel).toBe(server.authority)
    })

    test('unknown bytes, the client first', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel(server.authority)
      client.write('*1\r\n$4\r\nPING\r\n')
      const peer = await server.accept()
      expect(await peer.takeThrough('PING\r\n')).toBe('*1\r\n$4\r\nPING\r\n')
      peer.write('+PONG\r\n')
      expect(await client.takeThrough('\n')).toBe('+PONG\r\n')
      const begun = await harness.begun(server.authority)
      expect(begun.head).toMatchObject({
        kind: 'tunnel',
        method: 'CONNECT',
        url: `tcp://${server.authority}`,
      })
      expect(begun.outcome).toBeUndefined()
      const opaque = await harness.until(() =>
        harness.troubles.find(({ kind }) => kind === 'opaque'),
      )
      expect(opaque.authority).toBe(server.authority)
      client.end()
      await Promise.all([client.closed, peer.closed])
      const seen = await harness.exchange(server.authority)
      expect(seen.response?.status).toBe(200)
      expect(seen.requestBody().toString()).toBe('*1\r\n$4\r\nPING\r\n')
      expect(seen.responseBody().toString()).toBe('+PONG\r\n')
      expect(seen.outcome?.failure).toBeUndefined()
      expect(seen.outcome?.upstream.remotePort).toBe(server.port)
      expect(harness.troubles).toHaveLength(1)
    })

    test('unknown bytes, the server first', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel(server.authority)
      const peer = await server.accept()
      peer.write('220 smtp ready\r\n')
      expect(await client.takeThrough('\n')).toBe('220 smtp ready\r\n')
      client.write('EHLO test\r\n')
      expect(await peer.takeThrough('\n')).toBe('EHLO test\r\n')
      peer.end('221 bye\r\n')
      expect(await client.takeThrough('\n')).toBe('221 bye\r\n')
      await client.closed
      const seen = await harness.exchange(server.authority)
      expect(seen.head).toMatchObject({ kind: 'tunnel', url: `tcp://${server.authority}` })
      expect(seen.requestBody().toString()).toBe('EHLO test\r\n')
      expect(seen.responseBody().toString()).toBe('220 smtp ready\r\n221 bye\r\n')
      expect(harness.troubles.map(({ kind }) => kind)).toEqual(['opaque'])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('unknown bytes in one packet with CONNECT', async () => {
      const { harness, server } = await start()
      const client = await harness.client()
      client.write(`CONNECT ${server.authority} HTTP/1.1\r\nHost: h\r\n\r\n*1\r\n$4\r\nPING\r\n`)
      expect(await client.takeHead()).toMatch(/^HTTP\/1\.1 200/)
      const peer = await server.accept()
      expect(await peer.takeThrough('PING\r\n')).toBe('*1\r\n$4\r\nPING\r\n')
    })

    test('every byte, a megabyte both ways, and one side done before the other', async () => {
      const { harness, server } = await start(true)
      const client = await harness.rawTunnel(server.authority)
      const bytes = Buffer.from(
        Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7) % 256),
      )
      // Neither TLS, nor SOCKS, nor HTTP begins so.
      const up = Buffer.concat([Buffer.from([0xfe, 0, 0xff]), bytes])
      client.end(up)
      const peer = await server.accept()
      expect((await peer.takeRest()).equals(up)).toBe(true)
      peer.end(bytes)
      expect((await client.takeRest()).equals(bytes)).toBe(true)
      const seen = await harness.exchange(server.authority)
      expect(seen.requestBody().equals(up)).toBe(true)
      expect(seen.responseBody().equals(bytes)).toBe(true)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('unknown bytes inside TLS', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const server = await stage.serveRawTls()
      const client = await harness.rawSecureTunnel(server.authority, [])
      client.write('*1\r\n$4\r\nPING\r\n')
      const peer = await server.accept()
      expect(await peer.takeThrough('PING\r\n')).toBe('*1\r\n$4\r\nPING\r\n')
      peer.write('+PONG\r\n')
      expect(await client.takeThrough('\n')).toBe('+PONG\r\n')
    })

    test('a server that resets', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel(server.authority)
      client.write('*1\r\n')
      const peer = await server.accept()
      await peer.takeThrough('*1\r\n')
      peer.reset()
      await client.closed
      expect((await harness.exchange(server.authority)).outcome?.failure?.kind).toBe('reset')
    })

    test('a client that resets', async () => {
      const { harness, server } = await start()
      const client = await harness.rawTunnel(server.authority)
      client.write('*1\r\n')
      const peer = await server.accept()
      await peer.takeThrough('*1\r\n')
      client.reset()
      await peer.closed
      expect((await harness.exchange(server.authority)).outcome?.failure?.kind).toBe(
        'client-aborted',
      )
    })

    test('a server that refuses', async () => {
      const harness = await stage.start()
      const authority = `127.0.0.1:${await stage.deadPort()}`
      const client = await harness.client()
      client.write(`CONNECT ${authority} HTTP/1.1\r\nHost: h\r\n\r\n*1\r\n`)
      await client.closed
      const { head, outcome } = await harness.exchange(authority)
      expect(head.kind).toBe('tunnel')
      expect(outcome?.failure?.kind).toBe('refused')
    })
  })
}
