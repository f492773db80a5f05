import { createServer as createHttp } from 'node:http'
import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import { broken } from './aborts.contract.ts'
import { takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** `connectTimeout`: how long a connection may take. What comes after it may take any time. */
export function testTimeouts(stage: Stage): void {
  describe('time-outs', () => {
    test('a server that never completes TLS', async () => {
      const harness = await stage.start({ connectTimeout: 200 })
      const server = await stage.serveRaw()
      const socket = await harness.secureTunnel(server.authority)
      await expect(requestOver(socket, '/tls', 'x')).rejects.toThrow(broken)
      const seen = await harness.exchange('/tls')
      expect(seen.outcome?.failure?.kind).toBe('timeout')
      await (
        await server.accept()
      ).closed
    })

    test('a server that never completes TLS, to a client of HTTP/2', async () => {
      const harness = await stage.start({ connectTimeout: 200 })
      const server = await stage.serveRaw()
      const session = await harness.http2(server.authority)
      const stream = session.request({ ':path': '/tls2' }).on('error', () => {})
      const closed = new Promise((resolve) => stream.once('close', resolve))
      expect((await harness.exchange('/tls2')).outcome?.failure?.kind).toBe('timeout')
      await closed
      await (
        await server.accept()
      ).closed
    })

    test('an upstream proxy that never answers CONNECT', async () => {
      const proxy = createHttp().on('connect', () => {})
      const { port } = await stage.listen(proxy)
      const harness = await stage.start({ connectTimeout: 200, proxy: `http://127.0.0.1:${port}` })
      const socket = await harness.secureTunnel('shop.invalid:443')
      await expect(requestOver(socket, '/proxy', 'x')).rejects.toThrow(broken)
      expect((await harness.exchange('/proxy')).outcome?.failure?.kind).toBe('timeout')
    })

    test('do not cut what is slow once it is connected', async () => {
      const harness = await stage.start({ connectTimeout: 100 })
      const slow = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${slow.authority}/slow HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await slow.accept()
      await peer.takeHead()
      // When this one has timed out, the slow one has taken longer than that.
      const silent = await stage.serveRaw()
      const socket = await harness.secureTunnel(silent.authority)
      await expect(requestOver(socket, '/silent', 'x')).rejects.toThrow(broken)
      expect((await harness.exchange('/silent')).outcome?.failure?.kind).toBe('timeout')
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow')
      expect((await takeResponse(client)).body.toString()).toBe('slow')
      expect((await harness.exchange('/slow')).outcome?.failure).toBeUndefined()
    })
  })
}
