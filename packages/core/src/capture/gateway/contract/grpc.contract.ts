import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import type { Stage } from './stage.contract.ts'

const call = { ':method': 'POST', 'content-type': 'application/grpc+proto', te: 'trailers' }

/** A message of gRPC over HTTP/2: flag, length, bytes. */
function message(text: string): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(text.length, 1)
  return Buffer.concat([head, Buffer.from(text)])
}

/** gRPC: its status is in trailers, and both sides may stream at once. */
export function testGrpc(stage: Stage): void {
  const start = () => stage.start({ ca: [stage.certificates.ca] })

  describe('gRPC', () => {
    test('a call with its answer and status', async () => {
      const harness = await start()
      let te: unknown
      const { port } = await stage.serveHttp2((stream, headers) => {
        te = headers['te']
        stream.resume().on('end', () => {
          stream.respond(
            { ':status': 200, 'content-type': 'application/grpc+proto' },
            { waitForTrailers: true },
          )
          stream.on('wantTrailers', () =>
            stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'fine' }),
          )
          stream.end(message('answer'))
        })
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ...call, ':path': '/shop.Cart/Add' })
      request.end(message('question'))
      const followed = await follow(request).closed
      expect(followed.body).toEqual(message('answer'))
      expect(followed.trailers).toMatchObject({ 'grpc-status': '0', 'grpc-message': 'fine' })
      expect(te).toBe('trailers')
      const seen = await harness.exchange('/shop.Cart/Add')
      expect(seen.requestBody()).toEqual(message('question'))
      expect(seen.responseBody()).toEqual(message('answer'))
      expect(seen.responseTrailers).toEqual([
        ['grpc-status', '0'],
        ['grpc-message', 'fine'],
      ])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('nothing but trailers', async () => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.resume()
        stream.respond(
          { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
          { endStream: true },
        )
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ...call, ':path': '/shop.Cart/None' })
      request.end(message('question'))
      const followed = await follow(request).closed
      expect(followed.headers['grpc-status']).toBe('12')
      expect(followed.endedWithHead).toBe(true)
      expect(followed.trailers).toEqual({})
      const seen = await harness.exchange('/shop.Cart/None')
      expect(seen.response?.headers).toContainEqual(['grpc-status', '12'])
      expect(seen.responseTrailers).toEqual([])
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('streams both ways at once', async () => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
        stream.on('data', (chunk: Buffer) => stream.write(chunk))
        stream.on('end', () => stream.end())
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ...call, ':path': '/shop.Chat/Talk' })
      const followed = follow(request)
      for (const text of ['one', 'two', 'three']) {
        request.write(message(text))
        expect(await followed.takeBytes(5 + text.length)).toEqual(message(text))
      }
      request.end()
      expect((await followed.closed).trailers['grpc-status']).toBe('0')
      const seen = await harness.exchange('/shop.Chat/Talk')
      expect(seen.requestBody()).toEqual(seen.responseBody())
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a server that answers before the client has sent all, and is done', async () => {
      const harness = await start()
      const { port } = await stage.serveHttp2((stream) => {
        stream.once('data', () => {
          stream.respond({ ':status': 200 }, { waitForTrailers: true })
          stream.on('wantTrailers', () => {
            stream.sendTrailers({ 'grpc-status': '8' })
            // RFC 9113 §8.1: a whole response, then NO_ERROR to stop the upload.
            setImmediate(() => stream.close())
          })
          stream.end()
        })
      })
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ...call, ':path': '/shop.Cart/Early' })
      request.write(message('one of many'))
      const followed = await follow(request).closed
      expect(followed.trailers['grpc-status']).toBe('8')
      const seen = await harness.exchange('/shop.Cart/Early')
      expect(seen.responseTrailers).toEqual([['grpc-status', '8']])
      expect(seen.requestEnded).toBe(false)
    })
  })
}
