import { METHODS } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { chunk, takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Requests as a client sends them: the rest of the head, and the body on the wire. */
const requests: ReadonlyArray<readonly [name: string, method: string, rest: string, body: string]> =
  [
    ['GET', 'GET', '', ''],
    ['GET with a body', 'GET', 'Content-Length: 5\r\n', 'hello'],
    ['HEAD', 'HEAD', '', ''],
    ['POST with Content-Length', 'POST', 'Content-Length: 5\r\n', 'hello'],
    ['POST with Content-Length 0', 'POST', 'Content-Length: 0\r\n', ''],
    ['POST without body and Content-Length', 'POST', '', ''],
    [
      'chunked PUT',
      'PUT',
      'Transfer-Encoding: chunked\r\n',
      `${chunk('hel')}${chunk('lo')}0\r\n\r\n`,
    ],
    ['chunked POST without content', 'POST', 'transfer-encoding: chunked\r\n', '0\r\n\r\n'],
    ['chunk extensions', 'POST', 'Transfer-Encoding: chunked\r\n', '5;a=b\r\nhello\r\n0\r\n\r\n'],
    ['DELETE with a body', 'DELETE', 'Content-Length: 5\r\n', 'hello'],
    ['OPTIONS', 'OPTIONS', 'Content-Length: 0\r\n', ''],
    ['no Accept, no User-Agent, but Connection', 'PATCH', 'Connection: keep-alive\r\n', ''],
  ]

/** Responses as a server sends them: method, head, body on the wire, content. */
const responses: ReadonlyArray<
  readonly [name: string, method: string, head: string, wire: string, content: string]
> = [
  ['Content-Length', 'GET', '200 OK\r\nContent-Length: 5', 'hello', 'hello'],
  ['Content-Length 0', 'GET', '200 OK\r\nContent-Length: 0', '', ''],
  ['chunked', 'GET', '200 OK\r\nTransfer-Encoding: chunked', `${chunk('hello')}0\r\n\r\n`, 'hello'],
  ['empty chunked', 'GET', '200 OK\r\ntransfer-encoding: chunked', '0\r\n\r\n', ''],
  ['HEAD with Content-Length', 'HEAD', '200 OK\r\nContent-Length: 5', '', ''],
  ['HEAD, chunked', 'HEAD', '200 OK\r\nTransfer-Encoding: chunked', '', ''],
  ['HEAD without framing', 'HEAD', '200 OK\r\nETag: "1"', '', ''],
  ['204', 'GET', '204 No Content\r\nETag: "1"', '', ''],
  ['304 with Content-Length', 'GET', '304 Not Modified\r\nContent-Length: 500', '', ''],
  ['205', 'POST', '205 Reset Content\r\nContent-Length: 0', '', ''],
  ['an unknown status', 'GET', '799 Odd\r\nContent-Length: 2', 'ok', 'ok'],
  ['a reason of its own', 'GET', '200 All is well\r\nContent-Length: 2', 'ok', 'ok'],
  ['no reason', 'GET', '200 \r\nContent-Length: 2', 'ok', 'ok'],
]

/** Methods and the ways in which a body is framed (RFC 9112 §6): the heads pass byte for byte. */
export function testFraming(stage: Stage): void {
  describe('framing', () => {
    test('every method that the parser knows', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const methods = METHODS.filter((method) => method !== 'CONNECT')
      const reached: string[] = []
      let peer: Awaited<ReturnType<typeof server.accept>> | undefined
      for (const method of methods) {
        client.write(`${method} http://${server.authority}/${method} HTTP/1.1\r\nHost: h\r\n\r\n`)
        peer ??= await server.accept()
        reached.push((await takeRequest(peer)).head)
        peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        await takeResponse(client, method)
      }
      expect(reached).toEqual(
        methods.map((method) => `${method} /${method} HTTP/1.1\r\nHost: h\r\n\r\n`),
      )
      await harness.until(
        () => harness.seen.filter(({ outcome }) => outcome).length === methods.length,
      )
      expect(harness.seen.map(({ head }) => head.method)).toEqual(methods)
    })

    test.each(requests)('the head of a request arrives as it was sent: %s', async (_, ...given) => {
      const [method, rest, wire] = given
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = `Host: ${server.authority}\r\n${rest}X-last: 1\r\n\r\n`
      client.write(`${method} http://${server.authority}/a?b=c HTTP/1.1\r\n${fields}${wire}`)
      const peer = await server.accept()
      const request = await takeRequest(peer)
      expect(request.head).toBe(`${method} /a?b=c HTTP/1.1\r\n${fields}`)
      expect(request.body.toString()).toBe(wire.includes('hel') ? 'hello' : '')
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n')
      if (method !== 'HEAD') peer.write('ok')
      expect((await takeResponse(client, method)).status).toBe(200)
      const seen = await harness.exchange('/a?b=c')
      expect(seen.head).toMatchObject({ method, httpVersion: 'HTTP/1.1', kind: 'http' })
      expect(seen.requestBody()).toEqual(request.body)
      expect(seen.requestEnded).toBe(true)
      expect(seen.outcome?.failure).toBeUndefined()
      // Nothing was left over on either side: the next exchange is in step.
      client.write(`GET http://${server.authority}/next HTTP/1.1\r\nHost: h\r\n\r\n`)
      expect((await takeRequest(peer)).head).toBe('GET /next HTTP/1.1\r\nHost: h\r\n\r\n')
    })

    test.each(responses)(
      'the head of a response arrives as it was sent: %s',
      async (_, ...given) => {
        const [method, rest, wire, content] = given
        const harness = await stage.start()
        const server = await stage.serveRaw()
        const client = await harness.client()
        client.write(`${method} http://${server.authority}/r HTTP/1.1\r\nHost: h\r\n\r\n`)
        const peer = await server.accept()
        await takeRequest(peer)
        const head = `HTTP/1.1 ${rest}\r\nX-last: 1\r\n\r\n`
        peer.write(head + wire)
        const answer = await takeResponse(client, method)
        expect(answer.head).toBe(head)
        expect(answer.body.toString()).toBe(content)
        const seen = await harness.exchange('/r')
        expect(seen.response).toMatchObject({
          status: answer.status,
          statusText: rest.slice(4, rest.indexOf('\r\n')),
          headers: answer.headers,
        })
        expect(seen.responseBody().toString()).toBe(content)
        expect(seen.outcome?.failure).toBeUndefined()
        client.write(`GET http://${server.authority}/next HTTP/1.1\r\nHost: h\r\n\r\n`)
        await takeRequest(peer)
        peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext')
        expect((await takeResponse(client)).body.toString()).toBe('next')
      },
    )

    test.each(['1.1', '1.0'])('a body that ends with the connection, HTTP/%s', async (version) => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/close HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      peer.write(`HTTP/${version} 200 OK\r\nX-Only: 1\r\n\r\nhel`)
      peer.end('lo')
      const all = (await client.takeRest()).toString()
      expect(all.replace('HTTP/1.0', 'HTTP/1.1')).toBe('HTTP/1.1 200 OK\r\nX-Only: 1\r\n\r\nhello')
      const seen = await harness.exchange('/close')
      expect(seen.responseBody().toString()).toBe('hello')
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test.each([
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ])('%s with %i has no body', async (method, status) => {
      const harness = await stage.start()
      const port = await stage.serve((_, response) =>
        response.writeHead(status, { etag: '"1"' }).end(),
      )
      const answer = await harness.get(`http://127.0.0.1:${port}/none`, { method })
      const seen = await harness.exchange('/none')
      expect([answer.status, seen.response?.status]).toEqual([status, status])
      expect(seen.responseBody()).toHaveLength(0)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('compressed bodies pass as they are', async () => {
      const harness = await stage.start()
      const zipped = gzipSync('x'.repeat(10_000))
      const port = await stage.serve((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
      )
      const answer = await harness.get(`http://127.0.0.1:${port}/zip`)
      expect(answer.body).toEqual(zipped)
      expect((await harness.exchange('/zip')).responseBody()).toEqual(zipped)
    })

    test('a large body streams through whole', async () => {
      const harness = await stage.start()
      const port = await stage.serve((request, response) => request.pipe(response))
      const body = Buffer.alloc(8 * 1024 * 1024, 'abcdefg')
      const answer = await harness.get(`http://127.0.0.1:${port}/large`, { method: 'POST', body })
      const seen = await harness.exchange('/large')
      expect(answer.body.equals(body)).toBe(true)
      expect(seen.requestBody().equals(body)).toBe(true)
      expect(seen.responseBody().equals(body)).toBe(true)
    })
  })
}
