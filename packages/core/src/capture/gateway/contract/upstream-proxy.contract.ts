import { createServer as createHttp } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import { broken } from './aborts.contract.ts'
import { takeResponse } from './http-message.contract.ts'
import type { RawServer } from './raw-server.contract.ts'
import type { Stage } from './stage.contract.ts'

const credentials = `Basic ${Buffer.from('user:p@ss').toString('base64')}`

/** Servers that are reached through another proxy. */
export function testUpstreamProxy(stage: Stage): void {
  /** A proxy that tunnels, and notes what it was asked. */
  const serveProxy = async () => {
    const asked: Array<readonly [target: string, authorization: string | undefined]> = []
    const proxy = createHttp()
    proxy.on('connect', (request, client: Socket) => {
      asked.push([request.url ?? '', request.headers['proxy-authorization']])
      const [, host, port] = /^(.*):(\d+)$/.exec(request.url ?? '')!
      const server = connect(Number(port), host)
      server.on('error', () => client.destroy()).on('close', () => client.destroy())
      client.on('error', () => server.destroy()).on('close', () => server.destroy())
      server.on('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        server.pipe(client).pipe(server)
      })
    })
    return { asked, port: (await stage.listen(proxy)).port }
  }

  describe('upstream proxy', () => {
    test('an upstream proxy is used, but not for the hosts that are excluded', async () => {
      const asked: string[] = []
      const { port: proxyPort } = await stage.listen(
        createHttp((request, response) => {
          asked.push(request.url ?? '')
          response.end('by proxy')
        }),
      )
      const port = await stage.serve((_, response) => response.end('direct'))
      const harness = await stage.start({
        proxy: `http://127.0.0.1:${proxyPort}`,
        noProxy: ['localhost', '::1', '[fd00::1]', `127.0.0.1:${port}`],
      })
      const through = await harness.get('http://shop.invalid/through')
      expect(through.body.toString()).toBe('by proxy')
      for (const host of ['localhost', '127.0.0.1']) {
        const direct = await harness.get(`http://${host}:${port}/direct`)
        expect(direct.body.toString()).toBe('direct')
      }
      expect(asked).toEqual(['http://shop.invalid/through'])
      const proxies = harness.seen.map(({ outcome }) => outcome?.upstream.proxy)
      expect(proxies).toEqual([`127.0.0.1:${proxyPort}`, undefined, undefined])
    })

    test('http with credentials: absolute form, and our own client’s are not passed on', async () => {
      const proxy = await stage.serveRaw()
      const harness = await stage.start({ proxy: `http://user:p%40ss@${proxy.authority}` })
      const client = await harness.client()
      const own = `Basic ${Buffer.from('session:one').toString('base64')}`
      client.write(
        `GET http://shop.invalid/a?b HTTP/1.1\r\nHost: shop.invalid\r\nProxy-Authorization: ${own}\r\nX-Own: 1\r\n\r\n`,
      )
      const peer = await proxy.accept()
      const head = await peer.takeHead()
      expect(head).toMatch(/^GET http:\/\/shop\.invalid\/a\?b HTTP\/1\.1\r\n/)
      expect(head).toContain('Host: shop.invalid\r\n')
      expect(head).toContain('X-Own: 1\r\n')
      expect(head.match(/^proxy-authorization: .*$/gim)?.map((line) => line.slice(21))).toEqual([
        credentials,
      ])
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      expect((await takeResponse(client)).status).toBe(200)
      const seen = await harness.exchange('/a?b')
      expect(seen.head.url).toBe('http://shop.invalid/a?b')
      expect(seen.outcome?.upstream.proxy).toBe(proxy.authority)
    })

    test('a WebSocket without TLS goes through a tunnel, too (RFC 6455 §4.1)', async () => {
      const { asked, port } = await serveProxy()
      const server = await stage.serveRaw()
      const harness = await stage.start({ proxy: `http://127.0.0.1:${port}` })
      const client = await harness.rawTunnel(server.authority)
      client.write(
        'GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      )
      const peer = await server.accept()
      expect(await peer.takeHead()).toMatch(/^GET \/ws /)
      peer.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
      expect((await takeResponse(client)).status).toBe(403)
      expect(asked.map(([target]) => target)).toEqual([server.authority])
    })

    test('https with credentials: CONNECT', async () => {
      const proxy = await serveProxy()
      const { port } = await stage.serveTls((_, response) => response.end('by CONNECT'))
      const harness = await stage.start({
        proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}`,
        ca: [stage.certificates.ca],
      })
      const socket = await harness.secureTunnel(`localhost:${port}`)
      const answer = await requestOver(socket, '/tls', `localhost:${port}`)
      expect(answer.body.toString()).toBe('by CONNECT')
      expect(proxy.asked).toEqual([[`localhost:${port}`, credentials]])
      const { failure, upstream } = (await harness.exchange('/tls')).outcome!
      expect(failure).toBeUndefined()
      expect(upstream.proxy).toBe(`127.0.0.1:${proxy.port}`)
      expect(upstream.tls?.certificate?.subject).toContain('localhost')
    })

    test('a proxy that is reached by TLS', async () => {
      const asked: string[] = []
      const proxy = await stage.serveTls(
        (request, response) => {
          asked.push(request.url ?? '')
          response.end('by secure proxy')
        },
        { ALPNProtocols: ['http/1.1'] },
      )
      const harness = await stage.start({
        proxy: `https://localhost:${proxy.port}`,
        ca: [stage.certificates.ca],
      })
      const answer = await harness.get('http://shop.invalid/secure')
      expect(answer.body.toString()).toBe('by secure proxy')
      expect(asked).toEqual(['http://shop.invalid/secure'])
    })

    test('a proxy that refuses CONNECT with 407 is named in the failure', async () => {
      const asked: string[] = []
      const proxy = createHttp().on('connect', (request, socket) => {
        asked.push(request.url ?? '')
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
      })
      const authority = `127.0.0.1:${(await stage.listen(proxy)).port}`
      const harness = await stage.start({ proxy: `http://${authority}` })
      const socket = await harness.secureTunnel('shop.invalid:443')
      await expect(requestOver(socket, '/denied', 'shop.invalid')).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/denied')).outcome!
      expect(failure?.message).toContain('407')
      expect(failure?.message).toContain(authority)
      expect(asked).toContain('shop.invalid:443')
    })

    test('a proxy that is not there is named in the failure', async () => {
      const authority = `127.0.0.1:${await stage.deadPort()}`
      const harness = await stage.start({ proxy: `http://${authority}` })
      await expect(harness.get('http://shop.invalid/none')).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/none')).outcome!
      expect(failure?.kind).toBe('refused')
      expect(failure?.message).toContain(authority)
    })

    /** Serves one connection of SOCKS5 and tells where it was to go (RFC 1928, 1929). */
    const serveSocks = async (proxy: RawServer, port: number) => {
      const peer = await proxy.accept()
      const [, count] = await peer.takeBytes(2)
      const methods = [...(await peer.takeBytes(count!))]
      const method = methods.includes(2) ? 2 : 0
      peer.write(Buffer.from([5, method]))
      let who = ''
      if (method === 2) {
        await peer.takeBytes(1)
        const take = async () => (await peer.takeBytes((await peer.takeBytes(1))[0]!)).toString()
        who = `${await take()}:${await take()}`
        peer.write(Buffer.from([1, 0]))
      }
      const type = (await peer.takeBytes(4))[3]
      const length = type === 1 ? 4 : type === 4 ? 16 : (await peer.takeBytes(1))[0]!
      await peer.takeBytes(length)
      const asked = (await peer.takeBytes(2)).readUInt16BE()
      const server = connect(port, '127.0.0.1')
      server.on('error', () => peer.socket.destroy())
      server.on('close', () => peer.socket.destroy())
      peer.socket.on('close', () => server.destroy())
      peer.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
      peer.socket.pipe(server).pipe(peer.socket)
      return { asked, who }
    }

    test.each([
      ['http', '', ''],
      ['https', 'user:p%40ss@', 'user:p@ss'],
    ])('SOCKS5, %s inside', async (scheme, userinfo, who) => {
      const proxy = await stage.serveRaw()
      const port =
        scheme === 'http'
          ? await stage.serve((_, response) => response.end('by SOCKS'))
          : (await stage.serveTls((_, response) => response.end('by SOCKS'))).port
      const harness = await stage.start({
        proxy: `socks5://${userinfo}${proxy.authority}`,
        ca: [stage.certificates.ca],
      })
      const served = serveSocks(proxy, port)
      const socket =
        scheme === 'http'
          ? await harness.tunnel(`localhost:${port}`)
          : await harness.secureTunnel(`localhost:${port}`)
      const answer = await requestOver(socket, '/socks', `localhost:${port}`)
      expect(answer.body.toString()).toBe('by SOCKS')
      expect(await served).toEqual({ asked: port, who })
      expect((await harness.exchange('/socks')).outcome?.upstream.proxy).toBe(proxy.authority)
    })
  })
}
