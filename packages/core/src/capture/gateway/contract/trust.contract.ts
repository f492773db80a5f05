import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import type { UpstreamOptions } from '../engine.ts'
import { broken } from './aborts.contract.ts'
import { follow } from './followed-stream.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Which servers are trusted, and how we prove who we are to them. */
export function testTrust(stage: Stage): void {
  /** Asks a server with a certificate of a kind. */
  const ask = async (
    kind: 'selfSigned' | 'expired' | 'other',
    upstream: UpstreamOptions,
    path: string,
  ) => {
    const harness = await stage.start(upstream)
    const { port } = await stage.serveTls(
      (_, response) => response.end('trusted'),
      stage.certificates[kind],
    )
    const socket = await harness.secureTunnel(`localhost:${port}`)
    return { answer: requestOver(socket, path, `localhost:${port}`), harness }
  }

  describe('trust in servers', () => {
    test.each([
      ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['expired', 'CERT_HAS_EXPIRED'],
      ['other', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const)('a certificate that is not to be trusted: %s', async (kind, code) => {
      const { answer, harness } = await ask(kind, { ca: [stage.certificates.ca] }, '/bad')
      await expect(answer).rejects.toThrow(broken)
      const seen = await harness.exchange('/bad')
      expect(seen.outcome?.failure).toMatchObject({ kind: 'upstream-tls', code })
      expect(seen.response).toBeUndefined()
    })

    test.each(['selfSigned', 'expired', 'other'] as const)(
      'a certificate that is not to be trusted, but insecure servers are: %s',
      async (kind) => {
        const { answer } = await ask(kind, { insecure: true }, '/any')
        expect((await answer).body.toString()).toBe('trusted')
      },
    )

    test('a self-signed certificate that is named as an authority', async () => {
      const { answer } = await ask(
        'selfSigned',
        { ca: [stage.certificates.selfSigned.cert] },
        '/own',
      )
      expect((await answer).body.toString()).toBe('trusted')
    })

    test('insecure servers are reached when asked to', async () => {
      const harness = await stage.start({ insecure: ['localhost'] })
      const { port } = await stage.serveTls((_, response) => response.end('anyway'))
      const socket = await harness.secureTunnel(`localhost:${port}`)
      const answer = await requestOver(socket, '/anyway', `localhost:${port}`)
      expect(answer.body.toString()).toBe('anyway')
    })

    test('insecure servers are others', async () => {
      const { answer, harness } = await ask('selfSigned', { insecure: ['other.example'] }, '/not')
      await expect(answer).rejects.toThrow(broken)
      expect((await harness.exchange('/not')).outcome?.failure?.kind).toBe('upstream-tls')
    })
  })

  describe('mutual TLS', () => {
    /** A server that asks for a certificate of our authority, and tells whose it got. */
    const serve = () =>
      stage.serveTls(
        (request, response) => {
          const socket = request.socket as TLSSocket
          response.end(socket.getPeerCertificate().subject.CN)
        },
        { ca: stage.certificates.ca, requestCert: true, rejectUnauthorized: true },
      )

    test.each(['plain', 'encrypted'])('with a %s key', async (form) => {
      const { port } = await serve()
      const { ca, client, encryptedClientKey } = stage.certificates
      const key =
        form === 'plain'
          ? { key: client.key }
          : { key: encryptedClientKey, passphrase: 'open sesame' }
      const origin = `https://localhost:${port}`
      const harness = await stage.start({
        ca: [ca],
        clientCertificates: [{ origin, cert: client.cert, ...key }],
      })
      const socket = await harness.secureTunnel(`localhost:${port}`)
      const answer = await requestOver(socket, '/mutual', `localhost:${port}`)
      expect(answer.body.toString()).toBe('test client')
      expect((await harness.exchange('/mutual')).outcome?.failure).toBeUndefined()
    })

    test('over HTTP/2', async () => {
      const { port } = await serve()
      const { ca, client } = stage.certificates
      const harness = await stage.start({
        ca: [ca],
        clientCertificates: [{ origin: `https://localhost:${port}`, ...client }],
      })
      const session = await harness.http2(`localhost:${port}`)
      const followed = await follow(session.request({ ':path': '/mutual2' })).closed
      expect(followed.body.toString()).toBe('test client')
      expect((await harness.exchange('/mutual2')).response?.httpVersion).toBe('HTTP/2')
    })

    test.each(['none', 'one for another origin'])('with %s', async (which) => {
      const { port } = await serve()
      const { ca, client } = stage.certificates
      const clientCertificates =
        which === 'none' ? [] : [{ origin: `https://localhost:${port + 1}`, ...client }]
      const harness = await stage.start({ ca: [ca], clientCertificates })
      const socket = await harness.secureTunnel(`localhost:${port}`)
      await expect(requestOver(socket, '/alone', `localhost:${port}`)).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/alone')).outcome!
      expect(failure?.kind).toBe('upstream-tls')
    })
  })
}
