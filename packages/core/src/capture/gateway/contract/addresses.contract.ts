import { once } from 'node:events'
import { connect } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { requestOver, secure } from '../engine-harness.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Servers that are named by an address, and `localhost` in each family. */
export function testAddresses(stage: Stage): void {
  describe('addresses', () => {
    test('http to an IPv6 address, in absolute form', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw({ host: '::1' })
      const host = `[::1]:${server.port}`
      const client = await harness.client()
      client.write(`GET http://${host}/six HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      const peer = await server.accept()
      expect((await takeRequest(peer)).head).toBe(`GET /six HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
      const seen = await harness.exchange('/six')
      expect(seen.head.url).toBe(`http://${host}/six`)
      expect(seen.outcome?.upstream).toMatchObject({
        remoteAddress: '::1',
        remotePort: server.port,
      })
    })

    test('http to an IPv6 address, inside CONNECT', async () => {
      const harness = await stage.start()
      const port = await stage.serve((_, response) => response.end('six'), '::1')
      const socket = await harness.tunnel(`[::1]:${port}`)
      const answer = await requestOver(socket, '/six', `[::1]:${port}`)
      expect(answer.body.toString()).toBe('six')
      const seen = await harness.exchange('/six')
      expect(seen.head.url).toBe(`http://[::1]:${port}/six`)
      expect(seen.connection.tunnel).toBe(`[::1]:${port}`)
    })

    test('https to an IPv6 address', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveTls((_, response) => response.end('six'), {}, '::1')
      const socket = await harness.tunnel(`[::1]:${port}`)
      const secured = await secure(socket, '::1', harness.authority)
      const answer = await requestOver(secured, '/six', `[::1]:${port}`)
      expect(answer.body.toString()).toBe('six')
      expect((await harness.exchange('/six')).head.url).toBe(`https://[::1]:${port}/six`)
    })

    test('HTTPS of a server that is named by its address', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveTls((_, response) => response.end('by address'))
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      const secured = await secure(socket, '127.0.0.1', harness.authority)
      const answer = await requestOver(secured, '/address', `127.0.0.1:${port}`)
      expect(answer.body.toString()).toBe('by address')
      expect(secured.getPeerCertificate().subjectaltname).toBe('IP Address:127.0.0.1')
    })

    test('HTTPS of a server that the client does not name: it is that of the tunnel', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveTls((_, response) => response.end('unnamed'))
      const socket = await harness.tunnel(`localhost:${port}`)
      const secured = connect({ socket, ca: harness.authority, servername: '' })
      await once(secured, 'secureConnect')
      expect(secured.getPeerCertificate().subjectaltname).toBe('DNS:localhost')
      const answer = await requestOver(secured, '/unnamed', `localhost:${port}`)
      expect(answer.body.toString()).toBe('unnamed')
    })

    test.each(['127.0.0.1', '0.0.0.0', '::', '::1'])(
      'http://localhost of a server that listens on %s',
      async (host) => {
        const harness = await stage.start()
        const port = await stage.serve(
          (request, response) => response.end(request.headers.host),
          host,
        )
        const answer = await harness.get(`http://localhost:${port}/where`)
        expect(answer.body.toString()).toBe(`localhost:${port}`)
      },
    )

    test.each(['127.0.0.1', '::1'])(
      'https://localhost of a server that listens on %s',
      async (host) => {
        const harness = await stage.start({ ca: [stage.certificates.ca] })
        const { port } = await stage.serveTls((_, response) => response.end('here'), {}, host)
        const socket = await harness.secureTunnel(`localhost:${port}`)
        const answer = await requestOver(socket, '/where', `localhost:${port}`)
        expect(answer.body.toString()).toBe('here')
        expect((await harness.exchange('/where')).outcome?.upstream.remoteAddress).toBe(host)
      },
    )
  })
}
