import { describe, expect, test } from 'vitest'
import { requestOver } from '../engine-harness.contract.ts'
import type { UpstreamFacts } from '../engine.ts'
import { follow } from './followed-stream.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** The moments that are known, in the order in which they must have been: of the connection, which may
 * be older than the request, and of the request. */
function inOrder({ moments }: UpstreamFacts): number[][] {
  const { connected, created, lookup, responded, secured, sent, socket } = moments
  return [
    [socket, lookup, connected, secured],
    [created, sent, responded],
    [connected, sent],
    [secured, sent],
  ].map((order) => order.filter((moment) => moment !== undefined))
}

/** Rising, and in the time of the case. */
function expectRising(moments: readonly number[], from: number, to: number): void {
  expect([from, ...moments, to].toSorted((one, other) => one - other)).toEqual([
    from,
    ...moments,
    to,
  ])
}

/** When things happened, and over which connection. */
export function testTimings(stage: Stage): void {
  const now = () => performance.timeOrigin + performance.now()

  describe('facts and timings', () => {
    test('HTTPS with HTTP/1.1, with the facts of the connection to the server', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveTls((request, response) =>
        response.end(`secret ${request.url}`),
      )
      const socket = await harness.secureTunnel(`localhost:${port}`)
      const answer = await requestOver(socket, '/tls', `localhost:${port}`)
      const seen = await harness.exchange('/tls')
      expect(answer.body.toString()).toBe('secret /tls')
      expect(seen.head.url).toBe(`https://localhost:${port}/tls`)
      expect(seen.connection.tunnel).toBe(`localhost:${port}`)
      const { moments, remoteAddress, remotePort, tls } = seen.outcome!.upstream
      expect(remoteAddress).toMatch(/^(127\.0\.0\.1|::1)$/)
      expect(remotePort).toBe(port)
      expect(tls).toMatchObject({
        protocol: 'TLSv1.3',
        certificate: { subject: expect.stringContaining('localhost') },
      })
      const { connected, created, responded, secured, sent } = moments
      const order = [connected, secured, created, sent, responded]
      expect(order.every((moment) => typeof moment === 'number')).toBe(true)
      expect([...order].toSorted((one, other) => one! - other!)).toEqual(order)
    })

    test('a name over a new connection, then the same connection again', async () => {
      const from = now()
      const harness = await stage.start()
      const port = await stage.serve((_, response) => response.end('ok'))
      const client = await harness.client()
      for (const path of ['/new', '/again']) {
        client.write(`GET http://localhost:${port}${path} HTTP/1.1\r\nHost: h\r\n\r\n`)
        await takeResponse(client)
      }
      const fresh = await harness.exchange('/new')
      const again = await harness.exchange('/again')
      const to = now()
      for (const { head, outcome } of [fresh, again]) {
        for (const order of inOrder(outcome!.upstream)) {
          expectRising([head.at, ...order, outcome!.at], from, to)
        }
        const { finished, received, responded } = outcome!.client!
        expectRising([head.at, received!, responded!, finished!], from, to)
        expect(responded!).toBeGreaterThanOrEqual(outcome!.upstream.moments.responded!)
      }
      expect(fresh.outcome!.upstream).toMatchObject({
        reused: false,
        remotePort: port,
        moments: {
          created: expect.any(Number),
          socket: expect.any(Number),
          lookup: expect.any(Number),
          connected: expect.any(Number),
          sent: expect.any(Number),
          responded: expect.any(Number),
        },
      })
      expect(fresh.outcome!.upstream.tls).toBeUndefined()
      expect(again.outcome!.upstream).toMatchObject({ reused: true, remotePort: port })
      expect(Object.keys(again.outcome!.upstream.moments).toSorted()).toEqual([
        'created',
        'responded',
        'sent',
        'socket',
      ])
    })

    test('HTTP/2: the first stream bears the connection, the second uses it', async () => {
      const from = now()
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        stream.end('ok')
      })
      const session = await harness.http2(`localhost:${port}`)
      for (const path of ['/first', '/second']) {
        await follow(session.request({ ':path': path })).closed
      }
      const [first, second] = [await harness.exchange('/first'), await harness.exchange('/second')]
      const to = now()
      for (const { outcome } of [first, second]) {
        for (const order of inOrder(outcome!.upstream)) expectRising(order, from, to)
        expect(outcome!.upstream).toMatchObject({
          remotePort: port,
          tls: { alpn: 'h2', protocol: 'TLSv1.3' },
          moments: { sent: expect.any(Number), responded: expect.any(Number) },
        })
        const { finished, received, responded } = outcome!.client!
        expectRising([received!, responded!, finished!], from, to)
      }
      expect(first.outcome!.upstream).toMatchObject({
        reused: false,
        moments: { connected: expect.any(Number), secured: expect.any(Number) },
      })
      expect(second.outcome!.upstream.reused).toBe(true)
      expect(second.outcome!.upstream.connection).toBe(first.outcome!.upstream.connection)
    })

    test('the client’s moments follow the client, the server’s the server', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(
        `POST http://${server.authority}/parts HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhello`,
      )
      const peer = await server.accept()
      await peer.takeThrough('hello')
      const beforeRest = now()
      client.write('world')
      await peer.takeThrough('world')
      const beforeHead = now()
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha')
      await client.takeThrough('ha')
      const beforeEnd = now()
      peer.write('lf')
      await client.takeThrough('lf')
      const { client: facts, upstream } = (await harness.exchange('/parts')).outcome!
      expect(upstream.reused).toBe(false)
      expectRising([facts!.received!], beforeRest, beforeHead)
      expectRising([facts!.responded!], beforeHead, beforeEnd)
      expectRising([facts!.finished!], beforeEnd, now())
      expectRising([upstream.moments.sent!], beforeRest, beforeHead)
      expectRising([upstream.moments.responded!], beforeHead, beforeEnd)
    })

    test('of a failure is known how far it came', async () => {
      const harness = await stage.start()
      const dead = await stage.deadPort()
      await harness.get(`http://127.0.0.1:${dead}/dead`).catch(() => {})
      const { moments } = (await harness.exchange('/dead')).outcome!.upstream
      expect(moments.created).toEqual(expect.any(Number))
      expect([moments.connected, moments.sent, moments.responded]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/mute HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.end()
      await client.closed
      const { client: facts, upstream } = (await harness.exchange('/mute')).outcome!
      expect(upstream.moments.sent).toEqual(expect.any(Number))
      expect(upstream.moments.responded).toBeUndefined()
      expect(upstream.remotePort).toBe(server.port)
      expect([facts?.responded, facts?.finished]).toEqual([undefined, undefined])
    })
  })
}
