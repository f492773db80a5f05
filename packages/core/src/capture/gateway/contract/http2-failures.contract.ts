import { once } from 'node:events'
import { constants, type ServerHttp2Stream } from 'node:http2'
import { describe, expect, test } from 'vitest'
import { type FollowedStream, follow } from './followed-stream.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Streams and connections of HTTP/2 that end otherwise than they should (RFC 9113 §5.4, §6.8). */
export function testHttp2Failures(stage: Stage): void {
  const start = () => stage.start({ ca: [stage.certificates.ca] })

  describe('failures over HTTP/2', () => {
    test('failures over HTTP/2: an untrusted server, a server that dies, a client that goes away', async () => {
      const untrusting = await stage.start()
      const trusting = await start()
      const site = await stage.serveTls((request, response) => {
        response.write('first')
        if (request.url === '/dies') setImmediate(() => site.cut())
      })
      const ask = async (harness: typeof trusting, path: string): Promise<FollowedStream> =>
        follow((await harness.http2(`localhost:${site.port}`)).request({ ':path': path }))

      await (
        await ask(untrusting, '/untrusted')
      ).closed
      const untrusted = await untrusting.exchange('/untrusted')
      expect(untrusted.outcome?.failure?.kind).toBe('upstream-tls')

      await (
        await ask(trusting, '/dies')
      ).closed
      const died = await trusting.exchange('/dies')
      expect(died.outcome?.failure?.kind).toBe('reset')

      const leaving = await ask(trusting, '/leaves')
      await leaving.responded
      leaving.stream.close(8)
      const left = await trusting.exchange('/leaves')
      expect(left.outcome?.failure?.kind).toBe('client-aborted')
    })

    test('a client that leaves with all the bytes that were announced has not failed', async () => {
      const harness = await start()
      const site = await stage.serveHttp2((stream, headers) => {
        stream.respond({ ':status': 200, 'content-length': headers[':path'] === '/all' ? 5 : 6 })
        stream.write('hello')
      })
      const session = await harness.http2(`localhost:${site.port}`)
      for (const [path, kind] of [
        ['/all', undefined],
        ['/part', 'client-aborted'],
      ] as const) {
        const leaving = follow(session.request({ ':path': path }))
        await leaving.takeBytes(5)
        leaving.stream.close(constants.NGHTTP2_CANCEL)
        const { outcome } = await harness.exchange(path)
        expect(outcome?.failure?.kind).toBe(kind)
      }
    })

    /** Two streams on one connection; the first is to fail, the second to go on. */
    const twoStreams = async (respond: boolean) => {
      const harness = await start()
      const servers = new Map<string, ServerHttp2Stream>()
      let arrived = (): void => {}
      const both = new Promise<void>((resolve) => (arrived = resolve))
      const site = await stage.serveHttp2((stream, headers) => {
        stream.resume()
        servers.set(headers[':path']!, stream)
        if (respond || headers[':path'] === '/good') stream.respond({ ':status': 200 })
        if (respond || headers[':path'] === '/good') stream.write('first')
        if (servers.size === 2) arrived()
      })
      const session = await harness.http2(`localhost:${site.port}`)
      const [bad, good] = ['/bad', '/good'].map((path) => {
        const request = session.request({ ':method': 'POST', ':path': path })
        request.write('half')
        return follow(request)
      }) as [FollowedStream, FollowedStream]
      await both
      if (respond) await bad.takeBytes(5)
      await good.takeBytes(5)
      const goOn = async (): Promise<void> => {
        servers.get('/good')?.end('last')
        good.stream.end('half')
        expect((await good.closed).body.toString()).toBe('firstlast')
        const seen = await harness.exchange('/good')
        expect(seen.requestBody().toString()).toBe('halfhalf')
        expect(seen.outcome?.failure).toBeUndefined()
      }
      return { bad, goOn, harness, server: servers.get('/bad')!, site }
    }

    test.each([true, false])(
      'a stream that the client resets, response begun: %s',
      async (respond) => {
        const { bad, goOn, harness, server } = await twoStreams(respond)
        const closed = once(server, 'close')
        bad.stream.close(constants.NGHTTP2_CANCEL)
        await closed
        expect(server.rstCode).toBe(constants.NGHTTP2_CANCEL)
        const seen = await harness.exchange('/bad')
        expect(seen.outcome?.failure?.kind).toBe('client-aborted')
        expect(seen.requestBody().toString()).toBe('half')
        await goOn()
      },
    )

    test.each([
      ['before its head', false, constants.NGHTTP2_REFUSED_STREAM],
      ['in its body', true, constants.NGHTTP2_INTERNAL_ERROR],
      ['in its body', true, constants.NGHTTP2_ENHANCE_YOUR_CALM],
    ])('a stream that the server resets %s', async (_, respond, code) => {
      const { bad, goOn, harness, server } = await twoStreams(respond)
      server.close(code)
      await bad.closed
      expect(bad.stream.rstCode).toBe(code)
      const seen = await harness.exchange('/bad')
      expect(seen.outcome?.failure?.kind).toBe('reset')
      expect(seen.response?.status).toBe(respond ? 200 : undefined)
      await goOn()
    })

    test('a client’s connection that breaks resets all its streams at the server', async () => {
      const { bad, harness, site } = await twoStreams(true)
      const closed = once(site.sessions[0]!, 'close')
      bad.stream.session?.destroy()
      await closed
      for (const path of ['/bad', '/good']) {
        expect((await harness.exchange(path)).outcome?.failure?.kind).toBe('client-aborted')
      }
    })

    test('GOAWAY: streams in flight end well, and the next one gets a new connection', async () => {
      const harness = await start()
      const waiting: ServerHttp2Stream[] = []
      const site = await stage.serveHttp2((stream, headers) => {
        stream.respond({ ':status': 200 })
        if (headers[':path'] === '/flying') {
          stream.write('first')
          waiting.push(stream)
        } else stream.end('next')
      })
      const session = await harness.http2(`localhost:${site.port}`)
      const flying = follow(session.request({ ':path': '/flying' }))
      await flying.takeBytes(5)
      // What answers this ping has read the GOAWAY before it.
      const [serving] = site.sessions
      serving!.goaway(constants.NGHTTP2_NO_ERROR, 1)
      await new Promise((resolve) => serving!.ping(resolve))
      const next = await follow(session.request({ ':path': '/next' })).closed
      expect(next.body.toString()).toBe('next')
      expect(site.sessions).toHaveLength(2)
      waiting[0]!.end('last')
      expect((await flying.closed).body.toString()).toBe('firstlast')
      for (const path of ['/flying', '/next']) {
        expect((await harness.exchange(path)).outcome?.failure).toBeUndefined()
      }
    })

    test('a server’s connection that is gone is replaced', async () => {
      const harness = await start()
      const site = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        stream.end('ok')
      })
      const session = await harness.http2(`localhost:${site.port}`)
      expect((await follow(session.request({ ':path': '/one' })).closed).body.toString()).toBe('ok')
      await harness.exchange('/one')
      site.cut()
      expect((await follow(session.request({ ':path': '/two' })).closed).body.toString()).toBe('ok')
      await harness.exchange('/two')
      expect(harness.seen.map(({ outcome }) => outcome?.failure)).toEqual([undefined, undefined])
    })
  })
}
