import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { connect as connectNet, createServer as createNet } from 'node:net'
import { tmpdir } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { WebSocket, WebSocketServer } from 'ws'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from './test-certificate.contract.ts'
import type { StartEngine, UpstreamOptions } from './engine.ts'
import { EngineHarness, requestOver } from './engine-harness.contract.ts'

/** What a client says of a connection that was cut. */
const broken = /ECONNRESET|hang up|aborted/

/** The cases that every engine must pass: real servers, real sockets, real TLS. */
export function testEngine(name: string, startEngine: StartEngine): void {
  describe(name, () => {
    const undo: Array<() => Promise<unknown> | void> = []
    let folder = ''
    let certificate: Awaited<ReturnType<typeof makeCertificate>>

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'hartifact-engine-'))
      certificate = await makeCertificate()
    })
    afterEach(async () => {
      for (const step of undo.splice(0).toReversed()) await step()
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const start = async (upstream?: UpstreamOptions): Promise<EngineHarness> => {
      const harness = await EngineHarness.start(startEngine, folder, upstream)
      undo.push(() => harness[Symbol.asyncDispose]())
      return harness
    }
    const listen = async (
      server: Server | ReturnType<typeof createNet>,
      host = '127.0.0.1',
    ): Promise<number> => {
      server.listen(0, host)
      await once(server, 'listening')
      undo.push(() => {
        server.close()
        ;(server as Partial<Server>).closeAllConnections?.()
      })
      return (server.address() as AddressInfo).port
    }
    const serve = (listener: RequestListener, host?: string) => listen(createHttp(listener), host)
    let cutConnections = (): void => {}
    const serveTls = async (listener: RequestListener): Promise<number> => {
      const server = createSecureServer(
        { key: certificate.key, cert: certificate.cert, allowHTTP1: true },
        listener as never,
      )
      const sockets = new Set<Socket>()
      server.on('secureConnection', (socket) => sockets.add(socket))
      cutConnections = () => sockets.forEach((socket) => socket.destroy())
      undo.push(cutConnections)
      return listen(server)
    }

    test('keeps order, case and repeats of header fields, the reason phrase and trailers both ways', async () => {
      const harness = await start()
      let rawHeaders: string[] = []
      let rawTrailers: string[] = []
      const port = await serve((request, response) => {
        rawHeaders = request.rawHeaders
        request.resume()
        request.on('end', () => {
          rawTrailers = request.rawTrailers
          response.writeHead(201, 'Was Made', [
            'X-One',
            '1',
            'x-one',
            '2',
            'SET-Cookie',
            'a=b',
            'Trailer',
            'X-Sum',
          ])
          response.write('hello ')
          response.addTrailers({ 'X-Sum': '42' })
          response.end('world')
        })
      })
      const answer = await harness.get(`http://127.0.0.1:${port}/order?q=1`, {
        method: 'PROPFIND',
        headers: [
          'Host',
          `127.0.0.1:${port}`,
          'X-b',
          '1',
          'x-A',
          '2',
          'X-b',
          '3',
          'Transfer-Encoding',
          'chunked',
          'Trailer',
          'X-End',
        ],
        body: 'payload',
        trailers: { 'X-End': 'yes' },
      })
      const seen = await harness.exchange('/order?q=1')
      expect(seen.head).toMatchObject({ method: 'PROPFIND', httpVersion: 'HTTP/1.1', kind: 'http' })
      const names = seen.head.headers.map(([header]) => header).slice(0, 4)
      expect(names).toEqual(['Host', 'X-b', 'x-A', 'X-b'])
      expect(rawHeaders.filter((_, index) => index % 2 === 0).slice(0, 4)).toEqual(names)
      expect(seen.requestBody().toString()).toBe('payload')
      expect(seen.requestTrailers).toEqual([['X-End', 'yes']])
      expect(rawTrailers).toEqual(['X-End', 'yes'])
      expect(answer.statusText).toBe('Was Made')
      expect(seen.response).toMatchObject({ status: 201, statusText: 'Was Made' })
      const list = seen.response!.headers.slice(0, 4)
      expect(list).toEqual([
        ['X-One', '1'],
        ['x-one', '2'],
        ['SET-Cookie', 'a=b'],
        ['Trailer', 'X-Sum'],
      ])
      expect(answer.rawHeaders.slice(0, 8)).toEqual(list.flat())
      expect(seen.responseBody().toString()).toBe('hello world')
      expect(seen.responseTrailers).toEqual([['X-Sum', '42']])
      expect(answer.rawTrailers).toEqual(['X-Sum', '42'])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test.each([
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ])('%s with %i has no body', async (method, status) => {
      const harness = await start()
      const port = await serve((_, response) => response.writeHead(status, { etag: '"1"' }).end())
      const answer = await harness.get(`http://127.0.0.1:${port}/none`, { method })
      const seen = await harness.exchange('/none')
      expect([answer.status, seen.response?.status]).toEqual([status, status])
      expect(seen.responseBody()).toHaveLength(0)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('compressed bodies pass as they are', async () => {
      const harness = await start()
      const zipped = gzipSync('x'.repeat(10_000))
      const port = await serve((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
      )
      const answer = await harness.get(`http://127.0.0.1:${port}/zip`)
      expect(answer.body).toEqual(zipped)
      expect((await harness.exchange('/zip')).responseBody()).toEqual(zipped)
    })

    test('a large body streams through whole', async () => {
      const harness = await start()
      const port = await serve((request, response) => request.pipe(response))
      const body = Buffer.alloc(8 * 1024 * 1024, 'abcdefg')
      const answer = await harness.get(`http://127.0.0.1:${port}/large`, { method: 'POST', body })
      const seen = await harness.exchange('/large')
      expect(answer.body.equals(body)).toBe(true)
      expect(seen.requestBody().equals(body)).toBe(true)
      expect(seen.responseBody().equals(body)).toBe(true)
    })

    test('HTTPS with HTTP/1.1, with the facts of the connection to the server', async () => {
      const harness = await start({ ca: [certificate.ca] })
      const port = await serveTls((request, response) => response.end(`secret ${request.url}`))
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
      const order = [
        moments.created,
        moments.connected,
        moments.secured,
        moments.sent,
        moments.responded,
      ]
      expect(order.every((moment) => typeof moment === 'number')).toBe(true)
      expect([...order].toSorted((one, other) => one! - other!)).toEqual(order)
    })

    test('HTTPS of a server that is named by its address', async () => {
      const harness = await start({ ca: [certificate.ca] })
      const port = await serveTls((_, response) => response.end('by address'))
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      const secure = connectTls({ socket, host: '127.0.0.1', ca: harness.authority })
      await once(secure, 'secureConnect')
      const answer = await requestOver(secure, '/address', `127.0.0.1:${port}`)
      expect(answer.body.toString()).toBe('by address')
      expect(secure.getPeerCertificate().subjectaltname).toBe('IP Address:127.0.0.1')
    })

    test('HTTP/2 on both sides, many streams on one connection', async () => {
      const harness = await start({ ca: [certificate.ca] })
      const versions = new Set<string>()
      const port = await serveTls((request, response) => {
        versions.add(request.httpVersion)
        response.end(`stream ${request.url}`)
      })
      const session = await harness.http2(`localhost:${port}`)
      undo.push(() => session.destroy())
      const bodies = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const stream = session.request({ ':path': `/s${index}` })
          let text = ''
          stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          await once(stream, 'end')
          return text
        }),
      )
      expect(bodies).toEqual(bodies.map((_, index) => `stream /s${index}`))
      const seen = await Promise.all(bodies.map((_, index) => harness.exchange(`/s${index}`)))
      expect(new Set(seen.map(({ connection }) => connection.id)).size).toBe(1)
      expect(
        seen.every(
          ({ head, response }) =>
            head.httpVersion === 'HTTP/2' && response?.httpVersion === 'HTTP/2',
        ),
      ).toBe(true)
      expect(seen.map((one) => one.responseBody().toString())).toEqual(bodies)
      expect([...versions]).toEqual(['2.0'])
    })

    test('failures over HTTP/2: an untrusted server, a server that dies, a client that goes away', async () => {
      const untrusting = await start()
      const trusting = await start({ ca: [certificate.ca] })
      const port = await serveTls((request, response) => {
        response.write('first')
        if (request.url === '/dies') setImmediate(() => cutConnections())
      })
      const closed = (stream: NodeJS.EventEmitter) =>
        new Promise((resolve) => stream.once('close', resolve))
      const ask = async (harness: EngineHarness, path: string) => {
        const session = await harness.http2(`localhost:${port}`)
        session.on('error', () => {})
        undo.push(() => session.destroy())
        return session
          .request({ ':path': path })
          .on('error', () => {})
          .resume()
      }
      await closed(await ask(untrusting, '/untrusted'))
      const untrusted = await untrusting.exchange('/untrusted')
      expect(untrusted.outcome?.failure?.kind).toBe('upstream-tls')

      await closed(await ask(trusting, '/dies'))
      const died = await trusting.exchange('/dies')
      expect(died.outcome?.failure?.kind).toBe('reset')

      const leaving = await ask(trusting, '/leaves')
      await once(leaving, 'response')
      leaving.close(8)
      const left = await trusting.exchange('/leaves')
      expect(left.outcome?.failure?.kind).toBe('client-aborted')
    })

    test('plain HTTP inside CONNECT', async () => {
      const harness = await start()
      const port = await serve((_, response) => response.end('plain'))
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      const answer = await requestOver(socket, '/inside', `127.0.0.1:${port}`)
      expect(answer.body.toString()).toBe('plain')
      expect((await harness.exchange('/inside')).head.url).toBe(`http://127.0.0.1:${port}/inside`)
    })

    test.each(['127.0.0.1', '0.0.0.0', '::', '::1'])(
      'http://localhost of a server that listens on %s',
      async (host) => {
        const harness = await start()
        const port = await serve((request, response) => response.end(request.headers.host), host)
        const answer = await harness.get(`http://localhost:${port}/where`)
        expect(answer.body.toString()).toBe(`localhost:${port}`)
      },
    )

    test.each(['ws', 'wss'])('%s: text, binary and the close code, both ways', async (scheme) => {
      const harness = await start({ ca: [certificate.ca] })
      const server =
        scheme === 'ws'
          ? createHttp()
          : createSecureServer({ key: certificate.key, cert: certificate.cert, allowHTTP1: true })
      const sockets = new WebSocketServer({ server: server as never })
      sockets.on('connection', (socket) => {
        socket.on('message', (data, binary) =>
          socket.send(binary ? data : `echo ${(data as Buffer).toString()}`, { binary }),
        )
      })
      const port = await listen(server)
      const authority = `localhost:${port}`
      const tunnel =
        scheme === 'ws' ? await harness.tunnel(authority) : await harness.secureTunnel(authority)
      const client = new WebSocket(`${scheme}://${authority}/socket`, {
        createConnection: () => tunnel as never,
      })
      await once(client, 'open')
      client.send('hello')
      await once(client, 'message')
      client.send(Buffer.from([1, 2, 3]))
      await once(client, 'message')
      client.close(4001, 'enough')
      await once(client, 'close')
      const seen = await harness.exchange('/socket')
      expect(seen.head).toMatchObject({ kind: 'websocket', url: `${scheme}://${authority}/socket` })
      expect(seen.response?.status).toBe(101)
      expect(
        seen.messages.map(({ code, data, direction, kind }) => [
          direction,
          kind,
          code ?? Buffer.from(data).toString('latin1'),
        ]),
      ).toEqual([
        ['sent', 'text', 'hello'],
        ['received', 'text', 'echo hello'],
        ['sent', 'binary', '\x01\x02\x03'],
        ['received', 'binary', '\x01\x02\x03'],
        [expect.any(String), 'close', 4001],
      ])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a refused WebSocket is an exchange with its status', async () => {
      const harness = await start()
      const server = createHttp()
      server.on('upgrade', (_, socket) =>
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'),
      )
      const authority = `127.0.0.1:${await listen(server)}`
      const tunnel = await harness.tunnel(authority)
      const client = new WebSocket(`ws://${authority}/no`, {
        createConnection: () => tunnel as never,
      })
      const [error] = (await once(client, 'error')) as [Error]
      expect(error.message).toContain('403')
      expect((await harness.exchange('/no')).response?.status).toBe(403)
    })

    test('an event stream reaches the client event by event', async () => {
      const harness = await start()
      let send: (text: string) => void = () => {}
      const port = await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        send = (text) => void response.write(`data: ${text}\n\n`)
        send('one')
      })
      const socket = await harness.tunnel(`127.0.0.1:${port}`)
      let text = ''
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
      const heard = async (wanted: string) => {
        while (!text.includes(wanted)) await once(socket, 'data')
      }
      await heard('data: one')
      send('two')
      await heard('data: two')
      expect(harness.seen[0]?.outcome).toBeUndefined()
      await harness.until(() => harness.seen[0]?.responseBody().toString().includes('two'))
      socket.destroy()
      expect((await harness.exchange('/events')).outcome?.failure?.kind).toBe('client-aborted')
    })

    test.each(['content-length', 'chunked'])(
      'a server that dies in a %s body fails for the client and in the record',
      async (framing) => {
        const harness = await start()
        const port = await listen(
          createNet((socket) => {
            socket.on('error', () => {})
            socket.once('data', () => {
              const head =
                framing === 'chunked'
                  ? 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'
                  : 'content-length: 100\r\n\r\nhello'
              socket.write(`HTTP/1.1 200 OK\r\n${head}`, () => socket.resetAndDestroy())
            })
          }),
        )
        await expect(harness.get(`http://127.0.0.1:${port}/dies`)).rejects.toThrow(broken)
        const seen = await harness.exchange('/dies')
        expect(seen.outcome?.failure?.kind).toBe('reset')
      },
    )

    test('refused, unresolvable and untrusted servers, with the cause', async () => {
      const harness = await start()
      const closed = createNet()
      const port = await listen(closed)
      closed.close()
      await expect(harness.get(`http://127.0.0.1:${port}/refused`)).rejects.toThrow(broken)
      expect((await harness.exchange('/refused')).outcome?.failure).toMatchObject({
        kind: 'refused',
        code: 'ECONNREFUSED',
      })
      await expect(harness.get('http://no-such-host.invalid/dns')).rejects.toThrow(broken)
      expect((await harness.exchange('/dns')).outcome?.failure?.kind).toBe('dns')
      const secure = await serveTls((_, response) => response.end('never'))
      const socket = await harness.secureTunnel(`localhost:${secure}`)
      await expect(requestOver(socket, '/untrusted', `localhost:${secure}`)).rejects.toThrow(broken)
      const { failure } = (await harness.exchange('/untrusted')).outcome!
      expect(failure?.kind).toBe('upstream-tls')
      expect(failure?.message).toMatch(/certificate/)
    })

    test('insecure servers are reached when asked to', async () => {
      const harness = await start({ insecure: ['localhost'] })
      const port = await serveTls((_, response) => response.end('anyway'))
      const socket = await harness.secureTunnel(`localhost:${port}`)
      expect((await requestOver(socket, '/anyway', `localhost:${port}`)).body.toString()).toBe(
        'anyway',
      )
    })

    test('a client that goes away', async () => {
      const harness = await start()
      const gone = new Promise<void>((resolve) => {
        void serve((_, response) => {
          response.on('close', resolve)
          response.write('first')
        }).then((port) => {
          const socket = connectNet(harness.port, '127.0.0.1')
          socket.write(`GET http://127.0.0.1:${port}/gone HTTP/1.1\r\nHost: x\r\n\r\n`)
          socket.once('data', () => socket.destroy())
        })
      })
      await gone
      const seen = await harness.exchange('/gone')
      expect(seen.outcome?.failure?.kind).toBe('client-aborted')
    })

    test('a client that does not trust us is told of', async () => {
      const harness = await start()
      const port = await serveTls((_, response) => response.end())
      await expect(
        harness.secureTunnel(`localhost:${port}`, ['http/1.1'], certificate.ca),
      ).rejects.toThrow(/certificate/)
      const trouble = await harness.until(() =>
        harness.troubles.find(({ kind }) => kind === 'client-tls'),
      )
      expect(trouble.authority).toBe(`localhost:${port}`)
    })

    test('credentials are told and not forwarded', async () => {
      const harness = await start()
      const received: string[] = []
      const port = await serve((request, response) => {
        received.push(...request.rawHeaders)
        response.end()
      })
      const authorization = `Basic ${Buffer.from('session:one').toString('base64')}`
      await harness.get(`http://127.0.0.1:${port}/absolute`, {
        headers: ['Host', `127.0.0.1:${port}`, 'Proxy-Authorization', authorization],
      })
      const socket = await harness.tunnel(
        `127.0.0.1:${port}`,
        `Proxy-Authorization: ${authorization}\r\n`,
      )
      await requestOver(socket, '/tunnelled', `127.0.0.1:${port}`)
      const absolute = await harness.exchange('/absolute')
      const tunnelled = await harness.exchange('/tunnelled')
      const credentials = { username: 'session', password: 'one' }
      expect([absolute.head.credentials, tunnelled.connection.credentials]).toEqual([
        credentials,
        credentials,
      ])
      expect(received.join().toLowerCase()).not.toContain('proxy-auth')
      expect(
        JSON.stringify([absolute.head.headers, tunnelled.head.headers]).toLowerCase(),
      ).not.toContain('proxy-auth')
    })

    test('what is not for a proxy, and what would loop, is refused', async () => {
      const harness = await start()
      const direct = await harness
        .get('http://127.0.0.1/', { headers: ['Host', 'evil.example'] })
        .catch(() => undefined)
      expect(direct?.status).not.toBe(200)
      const origin = connectNet(harness.port, '127.0.0.1')
      origin.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
      const [head] = (await once(origin, 'data')) as [Buffer]
      expect(head.toString()).toMatch(/^HTTP\/1\.1 421/)
      const odd = connectNet(harness.port, '127.0.0.1')
      odd.write('GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n')
      const [refused] = (await once(odd, 'data')) as [Buffer]
      expect(refused.toString()).toMatch(/^HTTP\/1\.1 400/)
      expect(harness.troubles.map(({ kind }) => kind)).toEqual(['malformed'])
      const stale = `Basic ${Buffer.from('session:stale').toString('base64')}`
      const late = await harness.get('http://127.0.0.1:1/', {
        headers: ['Host', '127.0.0.1:1', 'Proxy-Authorization', stale],
      })
      expect(late.status).toBe(407)
      const loop = await harness.get(`http://127.0.0.1:${harness.port}/loop`)
      expect(loop.status).toBe(508)
    })

    test('an upstream proxy is used, but not for the hosts that are excluded', async () => {
      const asked: string[] = []
      const proxy = createHttp((request, response) => {
        asked.push(request.url ?? '')
        response.end('by proxy')
      })
      const proxyPort = await listen(proxy)
      const harness = await start({
        proxy: `http://127.0.0.1:${proxyPort}`,
        noProxy: ['localhost', '::1', '[fd00::1]'],
      })
      const port = await serve((_, response) => response.end('direct'))
      const through = await harness.get('http://shop.invalid/through')
      expect(through.body.toString()).toBe('by proxy')
      expect((await harness.get(`http://localhost:${port}/direct`)).body.toString()).toBe('direct')
      expect(asked).toEqual(['http://shop.invalid/through'])
    })

    test('bursts of new connections on loopback lose nothing', async () => {
      const harness = await start()
      const port = await serve((_, response) => response.end('ok'))
      for (let burst = 0; burst < 20; burst++) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            harness.get(`http://127.0.0.1:${port}/b${burst}-${index}`),
          ),
        )
        expect(answers.filter(({ status }) => status !== 200)).toEqual([])
      }
      await harness.until(() => harness.seen.filter(({ outcome }) => outcome).length === 1000)
      expect(harness.seen.filter(({ outcome }) => outcome?.failure)).toEqual([])
    })
  })
}
