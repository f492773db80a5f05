import { once } from 'node:events'
import { connect, constants, createServer, type ServerHttp2Stream } from 'node:http2'
import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import type { Stage } from './stage.contract.ts'

/** HTTP/2 to the client and to the server (RFC 9113). */
export function testHttp2(stage: Stage): void {
  const start = () => stage.start({ ca: [stage.certificates.ca] })

  describe('HTTP/2', () => {
    test('HTTP/2 on both sides, many streams on one connection', async () => {
      const harness = await start()
      const versions = new Set<string>()
      const { port } = await stage.serveTls((request, response) => {
        versions.add(request.httpVersion)
        response.end(`stream ${request.url}`)
      })
      const session = await harness.http2(`localhost:${port}`)
      const bodies = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const { body } = await follow(session.request({ ':path': `/s${index}` })).closed
          return body.toString()
        }),
      )
      expect(bodies).toEqual(bodies.map((_, index) => `stream /s${index}`))
      const seen = await Promise.all(bodies.map((_, index) => harness.exchange(`/s${index}`)))
      expect(new Set(seen.map(({ connection }) => connection.id)).size).toBe(1)
      const is2 = (version: string | undefined) => version === 'HTTP/2'
      expect(
        seen.every(({ head, response }) => is2(head.httpVersion) && is2(response?.httpVersion)),
      ).toBe(true)
      expect(seen.map((one) => one.responseBody().toString())).toEqual(bodies)
      expect([...versions]).toEqual(['2.0'])
      expect(new Set(seen.map(({ outcome }) => outcome?.upstream.connection)).size).toBe(1)
    })

    test('300 fields both ways', async () => {
      const harness = await start()
      let reached = 0
      const many = Object.fromEntries(
        Array.from({ length: 300 }, (_, index) => [`x-field-${index}`, `${index}`]),
      )
      const { port } = await stage.serveTls(
        (request, response) => {
          reached = Object.keys(request.headers).filter((name) => name.startsWith('x-field')).length
          response.writeHead(200, many).end()
        },
        { maxHeaderListPairs: 1000 },
      )
      const session = await harness.http2(`localhost:${port}`)
      const { headers } = await follow(session.request({ ':path': '/many', ...many })).closed
      expect(reached).toBe(300)
      expect(headers).toMatchObject(many)
      const seen = await harness.exchange('/many')
      expect(seen.response?.headers.length).toBeGreaterThanOrEqual(300)
    })

    // gRPC without TLS begins so (RFC 9113 §3.3).
    test('without TLS, by clients that know that the server speaks it', async () => {
      const harness = await stage.start()
      const server = createServer()
      server.on('stream', (stream, headers) => {
        stream.respond({ ':status': 200 }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
        stream.end(`plain ${headers[':path']}`)
      })
      const { port } = await stage.listen(server)
      const authority = `127.0.0.1:${port}`
      const socket = await harness.tunnel(authority)
      const session = connect(`http://${authority}`, { createConnection: () => socket })
      stage.undo(() => session.destroy())
      const followed = await follow(session.request({ ':path': '/known' })).closed
      expect(followed.body.toString()).toBe('plain /known')
      expect(followed.trailers).toMatchObject({ 'grpc-status': '0' })
      const seen = await harness.exchange('/known')
      expect(seen.head.url).toBe(`http://${authority}/known`)
      expect(seen.response?.httpVersion).toBe('HTTP/2')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('streams are answered in any order', async () => {
      const harness = await start()
      const waiting: ServerHttp2Stream[] = []
      const { port } = await stage.serveHttp2((stream) => {
        waiting.push(stream)
        if (waiting.length < 10) return
        for (const one of waiting.toReversed()) {
          one.respond({ ':status': 200 })
          one.end('ok')
        }
      })
      const session = await harness.http2(`localhost:${port}`)
      const streams = Array.from({ length: 10 }, (_, index) =>
        follow(session.request({ ':path': `/any${index}` })),
      )
      for (const { closed } of streams) expect((await closed).body.toString()).toBe('ok')
    })

    test('fields: order, repeats, cookie crumbs, and nothing added', async () => {
      const harness = await start()
      let reached: readonly string[] = []
      let flags = 0
      const { port } = await stage.serveHttp2((stream, _, theirFlags, rawHeaders) => {
        reached = rawHeaders
        flags = theirFlags
        stream.respond(
          { ':status': 200, 'x-b': ['3', '1'], 'set-cookie': ['a=1', 'b=2'], 'x-empty': '' },
          { sendDate: false } as never,
        )
        stream.end()
      })
      const session = await harness.http2(`localhost:${port}`)
      const sent = { 'x-z': ['1', '2'], cookie: ['a=1', 'b=2'], 'x-a': '3', 'x-empty': '' }
      const { headers } = await follow(session.request({ ':path': '/f2', ...sent })).closed
      const pairs = (flat: readonly string[]) =>
        flat.flatMap((name, at) =>
          at % 2 === 0 && !name.startsWith(':') ? [[name, flat[at + 1]!]] : [],
        )
      const expected = [
        ['x-z', '1'],
        ['x-z', '2'],
        ['cookie', 'a=1'],
        ['cookie', 'b=2'],
        ['x-a', '3'],
        ['x-empty', ''],
      ]
      expect(pairs(reached)).toEqual(expected)
      expect(flags & constants.NGHTTP2_FLAG_END_STREAM).not.toBe(0)
      expect(headers).toMatchObject({ 'x-b': '3, 1', 'set-cookie': ['a=1', 'b=2'], 'x-empty': '' })
      const seen = await harness.exchange('/f2')
      expect(seen.head).toMatchObject({ method: 'GET', url: `https://localhost:${port}/f2` })
      expect(seen.head.headers.filter(([name]) => !name.startsWith(':'))).toEqual(expected)
      expect(
        seen.response?.headers.filter(([name]) => !name.startsWith(':') && name !== 'date'),
      ).toEqual([
        ['x-b', '3'],
        ['x-b', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['x-empty', ''],
      ])
    })

    test.each([
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
      ['POST', 200],
    ])('%s with %i and no body', async (method, status) => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.resume().respond({ ':status': status, etag: '"1"' }, { endStream: true })
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ':method': method, ':path': '/none2' })
      request.end()
      const followed = await follow(request).closed
      expect([followed.headers[':status'], followed.headers['etag']]).toEqual([status, '"1"'])
      expect(followed.body).toHaveLength(0)
      expect((await harness.exchange('/none2')).outcome?.failure).toBeUndefined()
    })

    test('large uploads and downloads at once', async () => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        stream.pipe(stream)
      })
      const session = await harness.http2(`localhost:${port}`)
      const bodies = ['a', 'b', 'c'].map((letter) => Buffer.alloc(5 * 1024 * 1024, letter))
      await Promise.all(
        bodies.map(async (body, index) => {
          const request = session.request({ ':method': 'POST', ':path': `/echo${index}` })
          request.end(body)
          expect((await follow(request).closed).body.equals(body)).toBe(true)
          const seen = await harness.exchange(`/echo${index}`)
          expect(seen.requestBody().equals(body)).toBe(true)
          expect(seen.responseBody().equals(body)).toBe(true)
        }),
      )
    })

    test('a response that comes while the request is still sent', async () => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        stream.on('data', (chunk: Buffer) => stream.write(`echo ${chunk.toString()}`))
        stream.on('end', () => stream.end())
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ':method': 'POST', ':path': '/duplex2' })
      const followed = follow(request)
      await followed.responded
      for (const word of ['one', 'two']) {
        request.write(word)
        expect((await followed.takeBytes(8)).toString()).toBe(`echo ${word}`)
      }
      request.end()
      await followed.closed
      expect((await harness.exchange('/duplex2')).outcome?.failure).toBeUndefined()
    })

    test('a connection of a client that ends takes the one to the server with it', async () => {
      const harness = await start()
      const site = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        stream.end('ok')
      })
      const session = await harness.http2(`localhost:${site.port}`)
      await follow(session.request({ ':path': '/last' })).closed
      const closed = once(site.sessions[0]!, 'close')
      session.close()
      await closed
      expect((await harness.exchange('/last')).outcome?.failure).toBeUndefined()
      expect(harness.troubles).toEqual([])
    })
  })
}
