import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import { chunk, takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Fields behind the body (RFC 9110 §6.5), both ways. */
export function testTrailers(stage: Stage): void {
  describe('trailers', () => {
    test.each([
      ['announced', 'Trailer: X-Sum\r\n'],
      ['not announced', ''],
    ])('HTTP/1.1, %s: names, order and repeats as they were', async (_, announcement) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const framing = `${announcement}Transfer-Encoding: chunked\r\n\r\n`
      client.write(`POST http://${server.authority}/t HTTP/1.1\r\nHost: h\r\n${framing}`)
      client.write(`${chunk('hello')}0\r\nX-Sum: 1\r\nx-SUM: 2\r\n\r\n`)
      const peer = await server.accept()
      const request = await takeRequest(peer)
      const up = [
        ['X-Sum', '1'],
        ['x-SUM', '2'],
      ]
      expect(request.head).toBe(`POST /t HTTP/1.1\r\nHost: h\r\n${framing}`)
      expect(request.trailers).toEqual(up)
      peer.write(`HTTP/1.1 200 OK\r\n${framing}`)
      peer.write(`${chunk('world')}0\r\nx-b: 3\r\nX-a: 4\r\nx-b: 5\r\n\r\n`)
      const response = await takeResponse(client)
      const down = [
        ['x-b', '3'],
        ['X-a', '4'],
        ['x-b', '5'],
      ]
      expect(response.head).toBe(`HTTP/1.1 200 OK\r\n${framing}`)
      expect(response.trailers).toEqual(down)
      const seen = await harness.exchange('/t')
      expect(seen.requestTrailers).toEqual(up)
      expect(seen.responseTrailers).toEqual(down)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('HTTP/2', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      let reached: unknown
      const { port } = await stage.serveHttp2((stream) => {
        stream.on('trailers', (trailers) => (reached = { ...trailers }))
        stream.resume().on('end', () => {
          stream.respond({ ':status': 200 }, { waitForTrailers: true })
          stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }))
          stream.end('ok')
        })
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request(
        { ':method': 'POST', ':path': '/t2' },
        { waitForTrailers: true },
      )
      request.on('wantTrailers', () => request.sendTrailers({ 'x-end': 'yes' }))
      request.end('hello')
      const followed = await follow(request).closed
      expect(followed.trailers).toMatchObject({ 'x-sum': '42' })
      expect(reached).toMatchObject({ 'x-end': 'yes' })
      const seen = await harness.exchange('/t2')
      expect(seen.requestTrailers).toEqual([['x-end', 'yes']])
      expect(seen.responseTrailers).toEqual([['x-sum', '42']])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('from HTTP/2 to a server of HTTP/1.1, and back', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const server = await stage.serveRawTls()
      const session = await harness.http2(server.authority)
      const request = session.request(
        { ':method': 'POST', ':path': '/mixed' },
        { waitForTrailers: true },
      )
      request.on('wantTrailers', () => request.sendTrailers({ 'x-end': 'yes' }))
      request.end('hello')
      const followed = follow(request)
      const peer = await server.accept()
      expect((await takeRequest(peer)).trailers).toEqual([['x-end', 'yes']])
      peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      peer.write(`${chunk('ok')}0\r\nX-Sum: 42\r\n\r\n`)
      expect((await followed.closed).trailers).toMatchObject({ 'x-sum': '42' })
    })
  })
}
