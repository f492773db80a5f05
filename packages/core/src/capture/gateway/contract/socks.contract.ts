import { describe, expect, test } from 'vitest'
import { type EngineHarness, secure } from '../engine-harness.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import { RawSocket } from './raw-socket.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Addresses of RFC 1928 §5. */
const ipv4 = (address: string) => Buffer.from([1, ...address.split('.').map(Number)])
const ipv6Loopback = Buffer.from([4, ...Array.from({ length: 15 }, () => 0), 1])
const hostname = (name: string) => Buffer.from([3, name.length, ...Buffer.from(name)])

const targets: ReadonlyArray<readonly [name: string, host: string, address: Buffer]> = [
  ['a name', 'localhost', hostname('localhost')],
  ['an IPv4 address', '127.0.0.1', ipv4('127.0.0.1')],
  ['an IPv6 address', '[::1]', ipv6Loopback],
]

/** Clients of SOCKS5 (RFC 1928, 1929) and SOCKS4a; their handshakes are written by hand. */
export function testSocks(stage: Stage): void {
  /** Greets, and shows who it is when asked to. */
  const greet = async (client: RawSocket, password?: string): Promise<void> => {
    client.write(password === undefined ? '\x05\x01\x00' : '\x05\x01\x02')
    const chosen = await client.takeBytes(2)
    expect([...chosen]).toEqual([5, password === undefined ? 0 : 2])
    if (password === undefined) return
    client.write(`\x01\x07session${String.fromCharCode(password.length)}${password}`)
  }
  const connect5 = async (
    harness: EngineHarness,
    address: Buffer,
    port: number,
    password?: string,
  ) => {
    const client = await harness.client()
    await greet(client, password)
    if (password !== undefined) expect([...(await client.takeBytes(2))]).toEqual([1, 0])
    client.write(Buffer.from([5, 1, 0, ...address, port >> 8, port & 0xff]))
    const [version, reply, , type] = await client.takeBytes(4)
    expect([version, reply]).toEqual([5, 0])
    const length = type === 1 ? 4 : type === 4 ? 16 : (await client.takeBytes(1))[0]!
    await client.takeBytes(length + 2)
    return client
  }

  describe('SOCKS', () => {
    test.each(targets)('SOCKS5 to %s, http inside', async (_, host, address) => {
      const harness = await stage.start()
      const server = await stage.serveRaw({ host: host === '[::1]' ? '::1' : '127.0.0.1' })
      const client = await connect5(harness, address, server.port)
      const head = `GET /socks HTTP/1.1\r\nHost: ${host}:${server.port}\r\n\r\n`
      client.write(head)
      const peer = await server.accept()
      expect((await takeRequest(peer)).head).toBe(head)
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsocks')
      expect((await takeResponse(client)).body.toString()).toBe('socks')
      const seen = await harness.exchange('/socks')
      expect(seen.head.url).toBe(`http://${host}:${server.port}/socks`)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test.each(targets)('SOCKS5 to %s, https inside', async (_, host, address) => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveTls(
        (request, response) => response.end(`secure ${request.url}`),
        {},
        host === '[::1]' ? '::1' : '127.0.0.1',
      )
      const { socket } = await connect5(harness, address, port)
      const name = host.replace(/[[\]]/g, '')
      const client = new RawSocket(await secure(socket, name, harness.authority))
      client.write(`GET /socks HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`)
      expect((await takeResponse(client)).body.toString()).toBe('secure /socks')
      expect((await harness.exchange('/socks')).head.url).toBe(`https://${host}:${port}/socks`)
    })

    test.each(['http', 'https'])(
      'username and password are proxy credentials, %s',
      async (scheme) => {
        const harness = await stage.start({ ca: [stage.certificates.ca] })
        const port =
          scheme === 'http'
            ? await stage.serve((_, response) => response.end('whose'))
            : (await stage.serveTls((_, response) => response.end('whose'))).port
        let client = await connect5(harness, hostname('localhost'), port, 'one')
        if (scheme === 'https') {
          client = new RawSocket(await secure(client.socket, 'localhost', harness.authority))
        }
        client.write(`GET /whose HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)
        expect((await takeResponse(client)).body.toString()).toBe('whose')
        const seen = await harness.exchange('/whose')
        expect(seen.connection.credentials).toEqual({ username: 'session', password: 'one' })
      },
    )

    test('credentials that nobody knows lead nowhere', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      await greet(client, 'stale')
      const status = await client.takeBytes(2)
      // Either the handshake refuses them (RFC 1929 §2), or every request does.
      if (status[1] === 0) {
        const { port } = server
        client.write(Buffer.from([5, 1, 0, ...ipv4('127.0.0.1'), port >> 8, port & 0xff]))
        await client.takeBytes(10)
        client.write(`GET /stale HTTP/1.1\r\nHost: ${server.authority}\r\n\r\n`)
        expect((await takeResponse(client)).status).toBe(407)
      } else await client.ended
      expect(server.connections).toHaveLength(0)
      expect(harness.seen).toEqual([])
    })

    test.each([
      ['SOCKS4 with an address', [127, 0, 0, 1], ''],
      ['SOCKS4a with a name', [0, 0, 0, 7], 'localhost\0'],
    ])('%s', async (_, address, name) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const { port } = server
      client.write(Buffer.from([4, 1, port >> 8, port & 0xff, ...address]))
      client.write(`user\0${name}`)
      const reply = await client.takeBytes(8)
      expect([reply[0], reply[1]]).toEqual([0, 0x5a])
      client.write(`GET /socks4 HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(204)
      expect((await harness.exchange('/socks4')).outcome?.failure).toBeUndefined()
    })

    test('SOCKS5 with unknown bytes inside', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await connect5(harness, ipv4('127.0.0.1'), server.port)
      client.write('*1\r\n$4\r\nPING\r\n')
      const peer = await server.accept()
      await peer.takeThrough('PING\r\n')
      peer.end('+PONG\r\n')
      expect((await client.takeRest()).toString()).toBe('+PONG\r\n')
      const seen = await harness.exchange(server.authority)
      expect(seen.head).toMatchObject({ kind: 'tunnel', url: `tcp://${server.authority}` })
    })
  })
}
