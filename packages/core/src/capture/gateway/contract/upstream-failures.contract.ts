import { createServer as createNet } from 'node:net'
import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import { broken } from './aborts.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Servers that cannot be reached, and TLS that fails on either side. */
export function testUpstreamFailures(stage: Stage): void {
  describe('failures on the way to the server', () => {
    test('refused, unresolvable and untrusted servers, with the cause', async () => {
      const harness = await stage.start()
      const port = await stage.deadPort()
      await expect(harness.get(`http://127.0.0.1:${port}/refused`)).rejects.toThrow(broken)
      const refused = await harness.exchange('/refused')
      expect(refused.outcome?.failure).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' })
      expect(refused.response).toBeUndefined()
      await expect(harness.get('http://no-such-host.invalid/dns')).rejects.toThrow(broken)
      const { failure: unresolved } = (await harness.exchange('/dns')).outcome!
      expect(unresolved?.kind).toBe('dns')
      expect(unresolved?.message).toContain('no-such-host.invalid')
      const secure = await stage.serveTls((_, response) => response.end('never'))
      const authority = `localhost:${secure.port}`
      const socket = await harness.secureTunnel(authority)
      await expect(requestOver(socket, '/untrusted', authority)).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/untrusted')).outcome!
      expect(failure?.kind).toBe('upstream-tls')
      expect(failure?.message).toMatch(/certificate/)
    })

    test('a server that does not speak TLS', async () => {
      const harness = await stage.start()
      const { port } = await stage.listen(
        createNet((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      )
      const socket = await harness.secureTunnel(`127.0.0.1:${port}`)
      await expect(requestOver(socket, '/plain', 'x')).rejects.toThrow(broken)
      expect((await harness.exchange('/plain')).outcome?.failure?.kind).toBe('upstream-tls')
    })

    test('a server that closes in the handshake', async () => {
      const harness = await stage.start()
      const { port } = await stage.listen(
        createNet((socket) => socket.once('data', () => socket.destroy())),
      )
      const socket = await harness.secureTunnel(`127.0.0.1:${port}`)
      await expect(requestOver(socket, '/shake', 'x')).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/shake')).outcome!
      expect(failure?.kind).toMatch(/^(upstream-tls|reset)$/)
    })

    test('a server that answers with something else than HTTP', async () => {
      const harness = await stage.start()
      const { port } = await stage.listen(
        createNet((socket) => socket.once('data', () => socket.write('220 smtp ready\r\n'))),
      )
      await expect(harness.get(`http://127.0.0.1:${port}/smtp`)).rejects.toThrow(broken)
      expect((await harness.exchange('/smtp')).outcome?.failure?.kind).toBe('protocol')
    })

    test('failures of one exchange leave the client’s other connections alone', async () => {
      const harness = await stage.start()
      const port = await stage.serve((_, response) => response.end('fine'))
      const dead = await stage.deadPort()
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          harness.get(`http://127.0.0.1:${index % 2 === 0 ? port : dead}/${index}`),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual(
        answers.map((_, index) => (index % 2 === 0 ? 'fulfilled' : 'rejected')),
      )
    })
  })

  describe('TLS with the client', () => {
    test('a client that does not trust us is told of', async () => {
      const harness = await stage.start()
      const { port } = await stage.serveTls((_, response) => response.end())
      await expect(
        harness.secureTunnel(`localhost:${port}`, ['http/1.1'], stage.certificates.ca),
      ).rejects.toThrow(/certificate/)
      const trouble = await harness.until(() =>
        harness.troubles.find(({ kind }) => kind === 'client-tls'),
      )
      expect(trouble.authority).toBe(`localhost:${port}`)
      expect(trouble.message).toMatch(/^The client/)
    })

    test('a client whose handshake is nonsense is told of', async () => {
      const harness = await stage.start()
      const server = await stage.serveRawTls()
      const client = await harness.rawTunnel(server.authority)
      // The beginning of a TLS record with a handshake that cannot be.
      client.write(Buffer.from([0x16, 3, 1, 0, 5, 0x63, 0, 0, 1, 0]))
      await client.closed
      const trouble = await harness.until(() =>
        harness.troubles.find(({ kind }) => kind === 'client-tls'),
      )
      expect(trouble.authority).toBe(server.authority)
    })
  })
}
