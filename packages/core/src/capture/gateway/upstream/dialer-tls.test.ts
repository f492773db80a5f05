import { connect, createServer as createPlainServer } from 'node:net'
import { createServer, DEFAULT_CIPHERS, type TlsOptions, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import type { UpstreamOptions } from '../engine.ts'
import { makeCertificate } from '../test-certificate.contract.ts'
import { makeSelfSigned, pkcs12 } from './certificates.contract.ts'
import { Dialer, type Destination, type DialMoments } from './dialer.ts'
import { upstreamFailure } from './failure.ts'
import { Serving } from './servers.contract.ts'
import { describeTls } from './tls-info.ts'

describe('a connection with TLS', () => {
  let certificate: Awaited<ReturnType<typeof makeCertificate>>
  let client: Awaited<ReturnType<typeof makeSelfSigned>>
  beforeAll(async () => {
    certificate = await makeCertificate()
    client = await makeSelfSigned('client')
  })

  /** A server that says what it knows of its client: SNI, ALPN, the client's certificate. */
  const start = (options: TlsOptions = {}, host?: string): Promise<Serving> =>
    Serving.start(
      createServer({ cert: certificate.cert, key: certificate.key, ...options }, (socket) => {
        const { alpnProtocol, servername } = socket as TLSSocket & { servername: unknown }
        const who = socket.getPeerX509Certificate()?.subject ?? 'nobody'
        socket.on('error', () => {})
        socket.end(`${String(servername)} ${String(alpnProtocol)} ${who}\n`)
      }),
      host,
    )

  const dial = async (
    { port }: Serving,
    options: UpstreamOptions,
    destination: Partial<Destination> = {},
    moments: DialMoments = {},
  ): Promise<TLSSocket> => {
    const wanted = { host: 'localhost', port, secure: true, ...destination }
    return (await new Dialer(options).dial(wanted, moments)).socket as TLSSocket
  }

  const readLine = async (socket: TLSSocket): Promise<string> => {
    let text = ''
    for await (const chunk of socket.setEncoding('utf8')) text += chunk as string
    return text.trim()
  }

  it('trusts a private authority, beside others in the same text', async () => {
    await using server = await start()
    const moments: DialMoments = {}
    const socket = await dial(server, { ca: [`${client.cert}\n${certificate.ca}`] }, {}, moments)
    expect(socket.authorized).toBe(true)
    expect(await readLine(socket)).toBe('localhost false nobody')
    expect(moments.secured).toBeGreaterThan(moments.connected!)
  })

  it('still trusts what Node trusts, and only the dialer that was told trusts more', async () => {
    await using server = await start()
    await expect(dial(server, { ca: [client.cert] })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
    ;(await dial(server, { ca: [certificate.ca] })).destroy()
    await expect(dial(server, {})).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
    await server.deserted()
  })

  it('is refused to a self-signed server, with the kind of failure', async () => {
    await using server = await start(await makeSelfSigned('localhost'))
    const error = await dial(server, {}).catch((reason: Error) => reason)
    expect(upstreamFailure(error as Error)).toEqual({
      kind: 'upstream-tls',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      message: 'self-signed certificate',
    })
  })

  it.each([
    // the certificate is for localhost and 127.0.0.1
    ['localhost', undefined, true],
    ['localhost.', undefined, true],
    ['127.0.0.1', undefined, true],
    ['127.0.0.1', 'localhost', true],
    ['127.0.0.1', 'LOCALHOST.', true],
    ['127.0.0.1', 'other.test', false],
    ['shop.localhost', undefined, false],
    ['localhost', 'other.test', false],
  ])('to %s called %s fits the certificate: %s', async (host, serverName, fits) => {
    await using server = await start()
    const dialing = dial(
      server,
      { ca: [certificate.ca] },
      { host, ...(serverName && { serverName }) },
    )
    if (fits) {
      const name = /^\d/.test(serverName ?? host) ? 'false' : 'localhost'
      expect((await readLine(await dialing)).toLowerCase()).toBe(`${name} false nobody`)
    } else {
      await expect(dialing).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
      await server.deserted()
    }
  })

  it('works over IPv6, by name and not by an address that the certificate lacks', async () => {
    const named = await makeSelfSigned('localhost')
    await using server = await start(named, '::1')
    const options = { ca: [named.cert] }
    const socket = await dial(server, options, { host: '::1', serverName: 'localhost' })
    expect(await readLine(socket)).toBe('localhost false nobody')
    await expect(dial(server, options, { host: '::1' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  it('agrees on a protocol', async () => {
    await using server = await start({ ALPNProtocols: ['h2', 'http/1.1'] })
    const options = { ca: [certificate.ca] }
    const both = await dial(server, options, { protocols: ['h2', 'http/1.1'] })
    expect(both.alpnProtocol).toBe('h2')
    const one = await dial(server, options, { protocols: ['http/1.1'] })
    expect(await readLine(one)).toBe('localhost http/1.1 nobody')
    await expect(dial(server, options, { protocols: ['other'] })).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    })
    both.destroy()
  })

  it('is described', async () => {
    await using server = await start({ ALPNProtocols: ['h2'] })
    const socket = await dial(server, { ca: [certificate.ca] }, { protocols: ['h2'] })
    const info = describeTls(socket)
    expect(info).toEqual({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      alpn: 'h2',
      serverName: 'localhost',
      certificate: {
        subject: 'CN=localhost',
        issuer: 'CN=Test authority',
        validFrom: expect.stringMatching(/Z$/),
        validTo: expect.stringMatching(/Z$/),
        fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      },
    })
    expect(describeTls(socket)).toBe(info)
    socket.destroy()
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes a session of %s', async (version) => {
    await using server = await start({ minVersion: version, maxVersion: version })
    const dialer = new Dialer({ ca: [certificate.ca] })
    const next = async (destination: Partial<Destination> = {}): Promise<TLSSocket> => {
      const wanted = { host: 'localhost', port: server.port, secure: true, ...destination }
      return (await dialer.dial(wanted, {})).socket as TLSSocket
    }
    const first = await next()
    expect(first.isSessionReused()).toBe(false)
    await readLine(first)
    const second = await next()
    expect(second.isSessionReused()).toBe(true)
    expect(describeTls(second)).toEqual(describeTls(first))
    // A server of Node sees no SNI in a resumed session of TLS 1.2.
    expect(await readLine(second)).toMatch(/ false nobody$/)
    // Another name is verified anew.
    await expect(next({ serverName: 'other.test' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  it.each([[true as const], [['localhost']], [['LocalHost']], [['other.test', 'localhost:PORT']]])(
    'is not verified when insecure is %j',
    async (insecure) => {
      await using server = await start(await makeSelfSigned('other.test'))
      const list =
        insecure === true
          ? insecure
          : insecure.map((item) => item.replace('PORT', `${server.port}`))
      const socket = await dial(server, { insecure: list })
      expect(socket.authorized).toBe(false)
      expect(await readLine(socket)).toBe('localhost false nobody')
    },
  )

  it.each([['[::1]:PORT'], ['::1'], ['[::1]']])('is not verified for %s', async (item) => {
    await using server = await start(await makeSelfSigned('other.test'), '::1')
    const insecure = [item.replace('PORT', `${server.port}`)]
    const socket = await dial(server, { insecure }, { host: '::1' })
    expect(await readLine(socket)).toBe('false false nobody')
  })

  it('is verified for hosts that are not listed as insecure', async () => {
    await using server = await start()
    const insecure = ['shop.test', 'localhost:1', 'host', '127.0.0.1']
    await expect(dial(server, { insecure })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
  })

  it('reaches a server of TLS 1.0 only when that is allowed', async () => {
    await using server = await start({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
    })
    const socket = await dial(server, { insecure: ['localhost'] })
    expect(socket.getProtocol()).toBe('TLSv1')
    expect(await readLine(socket)).toBe('localhost false nobody')
    const error = await dial(server, { ca: [certificate.ca] }).catch((reason: Error) => reason)
    expect(upstreamFailure(error as Error).kind).toBe('upstream-tls')
  })

  it('fails with a server that does not speak TLS, or hangs up', async () => {
    await using plain = await Serving.start(
      createPlainServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    const error = await dial(plain, {}).catch((reason: Error) => reason)
    expect(upstreamFailure(error as Error)).toMatchObject({
      kind: 'upstream-tls',
      message: expect.stringMatching(/(wrong version number|packet length too long)$/),
    })
    await using closing = await Serving.start(
      createPlainServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    )
    await expect(dial(closing, {})).rejects.toMatchObject({ code: 'ECONNRESET' })
    await using ending = await Serving.start(
      createPlainServer((socket) => void socket.once('data', () => socket.end())),
    )
    await expect(dial(ending, {})).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('is the caller’s, with its errors', async () => {
    await using server = await start()
    await using relay = await Serving.start(
      createPlainServer((socket) => {
        const onward = connect(server.port, '127.0.0.1')
        // The server's farewell is kept back.
        onward.once('data', (chunk: Buffer) => socket.write(chunk))
        socket.pipe(onward).on('error', () => socket.destroy())
      }),
    )
    const socket = await dial(relay, { ca: [certificate.ca] })
    expect(socket.listenerCount('error')).toBe(0)
    // Node leaves the socket open then.
    const failed = new Promise<Error>((resolve) => socket.resume().once('error', resolve))
    relay.sockets[0]!.write('not TLS at all')
    expect(upstreamFailure(await failed).kind).toBe('upstream-tls')
    socket.destroy()
    await relay.deserted()
  })

  it('comes 300 times at once without an error', async () => {
    await using server = await start()
    const dialer = new Dialer({ ca: [certificate.ca] })
    const destination = { host: 'localhost', port: server.port, secure: true }
    const lines = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const { socket } = await dialer.dial(destination, {})
        return readLine(socket as TLSSocket)
      }),
    )
    expect(lines.filter((line) => line === 'localhost false nobody')).toHaveLength(300)
    await server.deserted()
  })

  describe('with a client certificate', () => {
    const demanding = (): TlsOptions => ({
      requestCert: true,
      rejectUnauthorized: true,
      ca: [client.cert, pkcs12.cert],
    })

    it.each([
      ['PEM', () => ({ cert: client.cert, key: client.key }), 'CN=client'],
      [
        'PEM with a passphrase',
        () => ({ cert: client.cert, key: client.encryptedKey('open'), passphrase: 'open' }),
        'CN=client',
      ],
      [
        'PKCS #12',
        () => ({ pfx: new Uint8Array(pkcs12.pfx), passphrase: 'open' }),
        'CN=Test client (PKCS 12)',
      ],
    ])('as %s, is known to the server', async (_form, identity, subject) => {
      await using server = await start(demanding())
      const clientCertificates = [
        { origin: 'https://other.test', cert: 'nonsense', key: 'nonsense' },
        { origin: `https://localhost:${server.port}`, ...identity() },
      ]
      const options = { ca: [certificate.ca], clientCertificates }
      expect(await readLine(await dial(server, options))).toBe(`localhost false ${subject}`)
      // The client named the server, and called its address.
      const named = { host: '127.0.0.1', serverName: 'localhost' }
      expect(await readLine(await dial(server, options, named))).toBe(`localhost false ${subject}`)
      // To a host that is not listed it is not shown.
      const unlisted = await dial(server, options, { host: '127.0.0.1' })
        .then(readLine)
        .catch(String)
      expect(unlisted).not.toContain(subject)
    })

    it('fails when it is unusable, and opens nothing for long', async () => {
      await using server = await start(demanding())
      const origin = `https://localhost:${server.port}`
      const broken = { origin, cert: client.cert, key: client.encryptedKey('open') }
      const options = {
        ca: [certificate.ca],
        clientCertificates: [{ ...broken, passphrase: 'wrong' }],
      }
      await expect(dial(server, options)).rejects.toMatchObject({
        code: 'ERR_CLIENT_CERTIFICATE',
        message: `The client certificate for ${origin} cannot be used: the passphrase is wrong or missing`,
      })
      await server.deserted()
    })
  })
})
