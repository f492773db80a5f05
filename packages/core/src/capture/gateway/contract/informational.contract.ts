import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** `Expect: 100-continue` and other interim responses (RFC 9110 §10.1.1, §15.2; RFC 8297). */
export function testInformational(stage: Stage): void {
  describe('informational responses', () => {
    test('Expect: 100-continue is between client and server', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = 'Host: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n'
      client.write(`POST http://${server.authority}/expect HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      expect(await peer.takeHead()).toBe(`POST /expect HTTP/1.1\r\n${fields}`)
      peer.write('HTTP/1.1 100 Continue\r\n\r\n')
      expect(await client.takeHead()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
      client.write('hello')
      expect((await peer.takeBytes(5)).toString()).toBe('hello')
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      // The next head is the final one: there was one 100, the server's.
      expect((await takeResponse(client)).status).toBe(200)
      const seen = await harness.exchange('/expect')
      expect(seen.informational).toMatchObject([
        { status: 100, statusText: 'Continue', headers: [], at: expect.any(Number) },
      ])
      expect(seen.requestBody().toString()).toBe('hello')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test.each(['417 Expectation Failed', '413 Content Too Large'])(
      'Expect: 100-continue, answered at once with %s',
      async (status) => {
        const harness = await stage.start()
        const server = await stage.serveRaw()
        const client = await harness.client()
        client.write(
          `POST http://${server.authority}/refused HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
        )
        const peer = await server.accept()
        await peer.takeHead()
        const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 3\r\n\r\n`
        peer.end(`${head}no!`)
        expect((await client.takeRest()).toString()).toBe(`${head}no!`)
        const seen = await harness.exchange('/refused')
        expect(seen.informational).toEqual([])
        expect(seen.response?.status).toBe(Number(status.slice(0, 3)))
        expect(seen.requestBody()).toHaveLength(0)
        expect(peer.pending).toHaveLength(0)
        await peer.closed
      },
    )

    test('a client that expects 100 and sends its body all the same', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(
        `POST http://${server.authority}/eager HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`,
      )
      const peer = await server.accept()
      expect((await takeRequest(peer)).body.toString()).toBe('hello')
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      expect((await takeResponse(client)).status).toBe(200)
      expect((await harness.exchange('/eager')).informational).toEqual([])
    })

    test('several, in order, as they were sent', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/hints HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      const interim = [
        'HTTP/1.1 102 Processing\r\n\r\n',
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>; rel=preload\r\n\r\n',
        'HTTP/1.1 103 More Hints\r\nlink: </c.js>; rel=preload\r\n\r\n',
        'HTTP/1.1 100 Continue\r\n\r\n',
      ]
      for (const head of interim) {
        peer.write(head)
        expect(await client.takeHead()).toBe(head)
      }
      await harness.until(() => harness.seen[0]?.informational.length === 4)
      expect(harness.seen[0]?.response).toBeUndefined()
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      expect((await takeResponse(client)).status).toBe(200)
      const seen = await harness.exchange('/hints')
      expect(
        seen.informational.map(({ headers, status, statusText }) => [status, statusText, headers]),
      ).toEqual([
        [102, 'Processing', []],
        [
          103,
          'Early Hints',
          [
            ['Link', '</a.css>; rel=preload'],
            ['Link', '</b.js>; rel=preload'],
          ],
        ],
        [103, 'More Hints', [['link', '</c.js>; rel=preload']]],
        [100, 'Continue', []],
      ])
    })

    test('over HTTP/2', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const { port } = await stage.serveHttp2((stream) => {
        stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' })
        stream.additionalHeaders({ ':status': 102 })
        stream.respond({ ':status': 200 })
        stream.end('ok')
      })
      const session = await harness.http2(`localhost:${port}`)
      const stream = await follow(session.request({ ':path': '/hints2' })).closed
      expect(stream.informational).toMatchObject([
        { ':status': 103, link: '</a.css>; rel=preload' },
        { ':status': 102 },
      ])
      expect(stream.headers[':status']).toBe(200)
      const seen = await harness.exchange('/hints2')
      expect(seen.informational).toMatchObject([
        { status: 103, statusText: '', headers: [['link', '</a.css>; rel=preload']] },
        { status: 102, statusText: '', headers: [] },
      ])
    })

    test('Expect: 100-continue over HTTP/2', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      let asks = (): void => {}
      const asked = new Promise<void>((resolve) => (asks = resolve))
      let goOn = (): void => {}
      const { port } = await stage.serveHttp2((stream, headers) => {
        goOn = () => stream.additionalHeaders({ ':status': 100 })
        if (headers['expect'] === '100-continue') asks()
        stream.once('data', () => {
          stream.respond({ ':status': 200 })
          stream.end('ok')
        })
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request(
        { ':method': 'POST', ':path': '/expect2', expect: '100-continue' },
        { endStream: false },
      )
      const followed = follow(request)
      const continued = new Promise<void>((resolve) => {
        request.once('continue', resolve)
      })
      await asked
      goOn()
      await continued
      request.end('hello')
      expect((await followed.closed).headers[':status']).toBe(200)
      const seen = await harness.exchange('/expect2')
      expect(seen.informational.map(({ status }) => status)).toEqual([100])
      expect(seen.requestBody().toString()).toBe('hello')
    })
  })
}
