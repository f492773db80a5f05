import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../test-certificate.contract.ts'
import { Dialer, type DialMoments } from './dialer.ts'
import { connectProxy, Serving, socksProxy, take } from './servers.contract.ts'
import { describeTls } from './tls-info.ts'

const greet = (): Server => createServer((socket) => void socket.end('hello'))
const secret = 'hunter2'
/** Without the authority, which a server does not send. */
const ownOf = ({ cert, key }: { cert: string; key: string }): { cert: string; key: string } => ({
  cert,
  key,
})

describe('a connection through a proxy', () => {
  let certificate: Awaited<ReturnType<typeof makeCertificate>>
  beforeAll(async () => {
    certificate = await makeCertificate()
  })
  const greetSecurely = (): Server =>
    createTlsServer({ cert: certificate.cert, key: certificate.key }, (socket) => {
      socket.end('hello')
    })
  const hello = async (socket: Socket): Promise<void> => {
    expect((await take(socket, 5)).toString()).toBe('hello')
    socket.destroy()
  }

  describe('by CONNECT', () => {
    it('shows the credentials, decoded, to the proxy alone', async () => {
      await using server = await Serving.start(greet())
      const { asked, server: front } = connectProxy()
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `http://us%40er:p%3A%C3%A4@localhost:${proxy.port}` })
      const moments: DialMoments = {}
      const dialed = await dialer.dial(
        { host: '127.0.0.1', port: server.port, secure: false },
        moments,
      )
      await hello(dialed.socket)
      expect(dialed.proxy).toBe(`localhost:${proxy.port}`)
      expect(asked).toMatchObject([{ url: `127.0.0.1:${server.port}`, httpVersion: '1.1' }])
      const basic = Buffer.from('us@er:p:ä').toString('base64')
      expect(asked[0]?.headers).toEqual({
        host: `127.0.0.1:${server.port}`,
        'proxy-authorization': `Basic ${basic}`,
      })
      expect(Object.keys(moments)).toEqual(['socket', 'lookup', 'connected'])
    })

    it('carries TLS with the server, which has the name in its own certificate', async () => {
      await using server = await Serving.start(greetSecurely())
      const { asked, server: front } = connectProxy()
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `http://127.0.0.1:${proxy.port}`, ca: [certificate.ca] })
      const moments: DialMoments = {}
      const { socket } = await dialer.dial(
        { host: 'localhost', port: server.port, secure: true },
        moments,
      )
      expect(describeTls(socket as TLSSocket).serverName).toBe('localhost')
      await hello(socket)
      expect(asked[0]?.url).toBe(`localhost:${server.port}`)
      expect(moments.secured).toBeGreaterThan(moments.connected!)
      expect(moments).not.toHaveProperty('lookup')
    })

    it('writes an IPv6 address in brackets', async () => {
      await using server = await Serving.start(greet(), '::1')
      const { asked, server: front } = connectProxy()
      await using proxy = await Serving.start(front, '::1')
      const dialer = new Dialer({ proxy: `http://[::1]:${proxy.port}` })
      const dialed = await dialer.dial({ host: '::1', port: server.port, secure: false }, {})
      await hello(dialed.socket)
      expect(dialed.proxy).toBe(`[::1]:${proxy.port}`)
      expect(asked[0]?.url).toBe(`[::1]:${server.port}`)
    })

    it('loses no byte that comes with the answer', async () => {
      await using proxy = await Serving.start(
        createServer((socket) => {
          socket.once('data', () => socket.write('HTTP/1.0 200 OK\r\n\r\nearly'))
        }),
      )
      const dialer = new Dialer({ proxy: `http://127.0.0.1:${proxy.port}` })
      const { socket } = await dialer.dial({ host: 'shop.test', port: 80, secure: false }, {})
      const chunks: string[] = []
      socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
      ;(await proxy.called()).end(' and late')
      for await (const _ of socket.setEncoding('utf8').iterator({ destroyOnReturn: false }));
      expect(chunks.join('')).toBe('early and late')
      socket.destroy()
    })

    it.each([
      ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', '407 Proxy Authentication Required'],
      ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops', '502 Bad Gateway'],
      ['HTTP/1.1 403\r\n\r\n', '403'],
    ])('is refused with %j', async (answer, told) => {
      const { server: front } = connectProxy(() => answer)
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `http://user:${secret}@127.0.0.1:${proxy.port}` })
      const dialing = dialer.dial({ host: 'shop.test', port: 443, secure: true }, {})
      await expect(dialing).rejects.toMatchObject({
        code: 'ERR_PROXY_TUNNEL',
        message: `The upstream proxy 127.0.0.1:${proxy.port} answered CONNECT shop.test:443 with ${told}`,
      })
      await proxy.deserted()
    })

    it.each([
      ['hangs up', (socket: Socket) => void socket.end()],
      ['resets', (socket: Socket) => void socket.resetAndDestroy()],
      ['is no proxy', (socket: Socket) => void socket.end('220 mail.test ESMTP\r\n')],
    ])('fails when the proxy %s', async (_what, answer) => {
      await using proxy = await Serving.start(
        createServer((socket) => void socket.once('data', () => answer(socket))),
      )
      const dialer = new Dialer({ proxy: `http://user:${secret}@127.0.0.1:${proxy.port}` })
      const dialing = dialer.dial({ host: 'shop.test', port: 443, secure: true }, {})
      await expect(dialing).rejects.toMatchObject({
        code: 'ERR_PROXY_TUNNEL',
        message: expect.stringContaining('did not open a tunnel to shop.test:443: '),
      })
      await expect(dialing).rejects.not.toThrow(secret)
      await proxy.deserted()
    })

    it('fails when nobody is there, and says that it is the proxy', async () => {
      const proxy = await Serving.start(createServer())
      await proxy[Symbol.asyncDispose]()
      const dialer = new Dialer({ proxy: `http://user:${secret}@127.0.0.1:${proxy.port}` })
      await expect(
        dialer.dial({ host: 'shop.test', port: 443, secure: true }, {}),
      ).rejects.toMatchObject({
        code: 'ECONNREFUSED',
        message: expect.stringContaining(
          `The upstream proxy 127.0.0.1:${proxy.port} cannot be reached: connect ECONNREFUSED`,
        ),
      })
    })
  })

  describe('in TLS', () => {
    it('verifies the proxy as any server, and carries TLS in TLS', async () => {
      await using server = await Serving.start(greetSecurely())
      const { asked, server: front } = connectProxy(undefined, ownOf(certificate))
      await using proxy = await Serving.start(front)
      const url = `https://user:${secret}@localhost:${proxy.port}`
      const dialer = new Dialer({ proxy: url, ca: [certificate.ca] })
      for (const secure of [true, false]) {
        const plain = secure ? undefined : await Serving.start(greet())
        const port = plain?.port ?? server.port
        const moments: DialMoments = {}
        const { socket } = await dialer.dial({ host: 'localhost', port, secure }, moments)
        await hello(socket)
        expect('secured' in moments).toBe(secure)
        await plain?.[Symbol.asyncDispose]()
      }
      expect(asked).toHaveLength(2)
      await proxy.deserted()
    })

    it('is refused when the proxy is not trusted: it never sees the credentials', async () => {
      const { asked, server: front } = connectProxy(undefined, ownOf(certificate))
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `https://user:${secret}@localhost:${proxy.port}` })
      const dialing = dialer.dial({ host: 'shop.test', port: 443, secure: true }, {})
      await expect(dialing).rejects.toMatchObject({
        code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        message: expect.stringContaining(`The upstream proxy localhost:${proxy.port} cannot be`),
      })
      expect(asked).toEqual([])
      await proxy.deserted()
    })
  })

  describe('by SOCKS', () => {
    it.each([
      // socks5 and socks4 get addresses, the others names
      ['socks5', 'localhost', '5 127.0.0.1'],
      ['socks5', '127.1', '5 127.0.0.1'],
      ['socks5', '::1', '5 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1'],
      ['socks5h', 'shop.test', '5 shop.test'],
      ['socks', 'shop.test', '5 shop.test'],
      ['socks4', 'localhost', '4 127.0.0.1'],
      ['socks4a', 'shop.test', '4 shop.test'],
    ])('%s: %s is asked for as %s', async (scheme, host, expected) => {
      await using server = await Serving.start(greet())
      const { asked, server: front } = socksProxy(server.port)
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `${scheme}://127.0.0.1:${proxy.port}` })
      const dialed = await dialer.dial({ host, port: server.port, secure: false }, {})
      await hello(dialed.socket)
      expect(asked).toEqual([`${expected}:${server.port}`])
      expect(dialed.proxy).toBe(`127.0.0.1:${proxy.port}`)
    })

    it('shows credentials, and carries TLS', async () => {
      await using server = await Serving.start(greetSecurely())
      const credentials = { username: 'us@er', password: 'p:ä' }
      const { server: front } = socksProxy(server.port, credentials)
      await using proxy = await Serving.start(front)
      const options = { ca: [certificate.ca] }
      const destination = { host: 'localhost', port: 443, secure: true }
      const right = `socks5://us%40er:p%3A%C3%A4@localhost:${proxy.port}`
      const { socket } = await new Dialer({ ...options, proxy: right }).dial(destination, {})
      await hello(socket)
      for (const wrong of [
        `socks5://us%40er:${secret}@localhost:${proxy.port}`,
        `socks5://localhost:${proxy.port}`,
      ]) {
        const error = await new Dialer({ ...options, proxy: wrong })
          .dial(destination, {})
          .catch((reason: Error) => reason)
        expect(error).toMatchObject({
          code: 'ERR_PROXY_TUNNEL',
          message: expect.stringMatching(
            /^The upstream proxy localhost:\d+ did not open a tunnel to localhost:443: .*Auth/i,
          ),
        })
        expect(JSON.stringify(error)).not.toContain(secret)
      }
      await proxy.deserted()
    })

    it.each(['socks4', 'socks5'])(
      'loses no byte that comes with the answer of %s',
      async (scheme) => {
        await using server = await Serving.start(createServer((socket) => void socket.end('late')))
        const { server: front } = socksProxy(server.port, undefined, 'early and ')
        await using proxy = await Serving.start(front)
        const dialer = new Dialer({ proxy: `${scheme}://127.0.0.1:${proxy.port}` })
        const { socket } = await dialer.dial({ host: '127.0.0.1', port: 80, secure: false }, {})
        // It does not flow before somebody listens.
        await new Promise((resolve) => setImmediate(resolve))
        let text = ''
        for await (const chunk of socket) text += String(chunk)
        expect(text).toBe('early and late')
      },
    )

    it('gives a socket that flows as soon as somebody listens', async () => {
      await using server = await Serving.start(greet())
      const { server: front } = socksProxy(server.port)
      await using proxy = await Serving.start(front)
      const dialer = new Dialer({ proxy: `socks5://127.0.0.1:${proxy.port}` })
      const { socket } = await dialer.dial({ host: '127.0.0.1', port: 80, secure: false }, {})
      const text = await new Promise<string>((resolve) =>
        socket.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      )
      expect(text).toBe('hello')
      socket.destroy()
    })

    it('fails for what SOCKS cannot carry', async () => {
      await using proxy = await Serving.start(socksProxy(1).server)
      const dial = (scheme: string, host: string): Promise<unknown> =>
        new Dialer({ proxy: `${scheme}://127.0.0.1:${proxy.port}` }).dial(
          { host, port: 80, secure: false },
          {},
        )
      const long = `${'a.'.repeat(150)}test`
      await expect(dial('socks5h', long)).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' })
      await expect(dial('socks4', '::1')).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' })
      await expect(
        dial(`socks5h://user:${'x'.repeat(300)}@127.0.0.1:${proxy.port}#`, 'a.test'),
      ).rejects.toThrow(/^(?!.*xxx).*SOCKS takes 255 bytes/)
      await proxy.deserted()
    })

    it('fails when the proxy is none', async () => {
      await using proxy = await Serving.start(
        createServer((socket) => void socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      )
      const dialer = new Dialer({ proxy: `socks5://127.0.0.1:${proxy.port}` })
      await expect(
        dialer.dial({ host: '127.0.0.1', port: 80, secure: false }, {}),
      ).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' })
      await proxy.deserted()
    })
  })

  it('comes 200 times at once, of each kind', async () => {
    await using server = await Serving.start(greet())
    await using http = await Serving.start(connectProxy().server)
    await using socks = await Serving.start(socksProxy(server.port).server)
    for (const proxy of [`http://127.0.0.1:${http.port}`, `socks5://127.0.0.1:${socks.port}`]) {
      const dialer = new Dialer({ proxy })
      const destination = { host: '127.0.0.1', port: server.port, secure: false }
      await Promise.all(
        Array.from({ length: 200 }, async () => hello((await dialer.dial(destination, {})).socket)),
      )
    }
    expect(server.sockets).toHaveLength(400)
  })

  it('is not made to hosts of noProxy', async () => {
    await using server = await Serving.start(greet())
    const { asked, server: front } = connectProxy()
    await using proxy = await Serving.start(front)
    const url = `http://127.0.0.1:${proxy.port}`
    const dialer = new Dialer({ proxy: url, noProxy: ['127.0.0.0/8'] })
    const direct = await dialer.dial({ host: '127.0.0.1', port: server.port, secure: false }, {})
    expect(direct).not.toHaveProperty('proxy')
    await hello(direct.socket)
    expect(asked).toEqual([])
    expect(dialer.plainProxy({ host: '127.0.0.1', port: 80, secure: false })).toBeUndefined()
    expect(dialer.plainProxy({ host: '10.0.0.1', port: 80, secure: false })).toEqual({
      authority: `127.0.0.1:${proxy.port}`,
    })
  })
})

describe('plain HTTP to a proxy', () => {
  const destination = { host: 'shop.test', port: 80, secure: false }

  it.each([
    ['http://us%40er:pass@proxy.test:3128', 'proxy.test:3128', 'us@er:pass'],
    ['https://proxy.test', 'proxy.test:443', undefined],
  ])('goes to %s in absolute form', (proxy, authority, credentials) => {
    const dialer = new Dialer({ proxy })
    expect(dialer.plainProxy(destination)).toEqual({
      authority,
      ...(credentials && {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    })
    expect(dialer.plainProxy({ ...destination, secure: true })).toBeUndefined()
  })

  it('does not go so to SOCKS, nor without a proxy', () => {
    expect(new Dialer({ proxy: 'socks5://p.test' }).plainProxy(destination)).toBeUndefined()
    expect(new Dialer({}).plainProxy(destination)).toBeUndefined()
  })

  it('has a connection to the proxy itself', async () => {
    const certificate = await makeCertificate()
    await using plain = await Serving.start(greet())
    const http = new Dialer({ proxy: `http://localhost:${plain.port}` })
    const moments: DialMoments = {}
    const dialed = await http.dialProxy(moments)
    expect((await take(dialed.socket, 5)).toString()).toBe('hello')
    expect(dialed.proxy).toBe(`localhost:${plain.port}`)
    expect(Object.keys(moments)).toEqual(['socket', 'lookup', 'connected'])
    dialed.socket.destroy()

    await using secure = await Serving.start(connectProxy(undefined, ownOf(certificate)).server)
    const https = new Dialer({ proxy: `https://localhost:${secure.port}`, ca: [certificate.ca] })
    const { socket } = await https.dialProxy(moments)
    expect(describeTls(socket as TLSSocket)).toMatchObject({ alpn: 'http/1.1' })
    expect(moments).toHaveProperty('secured')
    socket.destroy()
    await expect(new Dialer({}).dialProxy({})).rejects.toThrow('no upstream proxy')
  })
})
