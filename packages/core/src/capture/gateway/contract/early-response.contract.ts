import { describe, expect, test } from 'vitest'
import { chunk, takeRequest, takeResponse } from './http-message.contract.ts'
import type { Stage } from './stage.contract.ts'

const megabyte = 1024 * 1024

/** A server that answers before it has the whole request (RFC 9112 §9.3, §9.6). */
export function testEarlyResponses(stage: Stage): void {
  describe('early responses', () => {
    test('413 and no more reading: the client gets it whole', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw({ allowHalfOpen: true })
      const client = await harness.client()
      const size = 20 * megabyte
      client.write(
        `POST http://${server.authority}/early HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`,
      )
      client.write(Buffer.alloc(size, 'u'))
      const peer = await server.accept()
      await peer.takeHead()
      await peer.takeBytes(1000)
      peer.socket.pause()
      const head =
        'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\n'
      peer.end(`${head}too much`)
      const answer = await takeResponse(client)
      expect(answer.head).toBe(head)
      expect(answer.body.toString()).toBe('too much')
      const seen = await harness.exchange('/early')
      expect(seen.response?.status).toBe(413)
      expect(seen.responseBody().toString()).toBe('too much')
      expect(seen.requestBody().length).toBeGreaterThanOrEqual(1000)
      expect(seen.requestBody().length).toBeLessThan(size)
      expect(seen.requestEnded).toBe(false)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('413 from a server that then closes', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const framing = 'Host: h\r\nTransfer-Encoding: chunked\r\n\r\n'
      client.write(`POST http://${server.authority}/gone HTTP/1.1\r\n${framing}`)
      client.write(chunk('hello'))
      const peer = await server.accept()
      await peer.takeThrough('hello\r\n')
      const head =
        'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\n'
      peer.end(`${head}too much`)
      const answer = await takeResponse(client)
      expect(answer.head + answer.body.toString()).toBe(`${head}too much`)
      await client.ended
      const seen = await harness.exchange('/gone')
      expect(seen.response?.status).toBe(413)
      expect(seen.requestBody().toString()).toBe('hello')
      expect(seen.requestEnded).toBe(false)
      await peer.closed
    })

    test('200 and reading on: both complete, and the connections go on', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const half = Buffer.alloc(2 * megabyte, 'h')
      client.write(
        `POST http://${server.authority}/both HTTP/1.1\r\nHost: h\r\nContent-Length: ${2 * half.length}\r\n\r\n`,
      )
      client.write(half)
      const peer = await server.accept()
      await peer.takeHead()
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly')
      expect((await takeResponse(client)).body.toString()).toBe('early')
      client.write(half)
      expect((await peer.takeBytes(2 * half.length)).equals(Buffer.concat([half, half]))).toBe(true)
      const seen = await harness.exchange('/both')
      expect(seen.requestBody()).toHaveLength(2 * half.length)
      expect(seen.requestEnded).toBe(true)
      expect(seen.outcome?.failure).toBeUndefined()
      const { moments } = seen.outcome!.upstream
      expect(moments.responded).toBeLessThan(moments.sent!)
      client.write(`GET http://${server.authority}/next HTTP/1.1\r\nHost: h\r\n\r\n`)
      await takeRequest(peer)
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext')
      expect((await takeResponse(client)).body.toString()).toBe('next')
    })

    test('a response that streams while the request does', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const framing = 'Transfer-Encoding: chunked\r\n\r\n'
      client.write(`POST http://${server.authority}/duplex HTTP/1.1\r\nHost: h\r\n${framing}`)
      const peer = await server.accept()
      await peer.takeHead()
      peer.write(`HTTP/1.1 200 OK\r\n${framing}`)
      await client.takeHead()
      for (const word of ['one', 'two', 'three']) {
        client.write(chunk(word))
        await peer.takeThrough(word)
        peer.write(chunk(`echo ${word}`))
        await client.takeThrough(`echo ${word}`)
      }
      client.write('0\r\n\r\n')
      await peer.takeThrough('0\r\n\r\n')
      peer.write('0\r\n\r\n')
      await client.takeThrough('0\r\n\r\n')
      const seen = await harness.exchange('/duplex')
      expect(seen.requestBody().toString()).toBe('onetwothree')
      expect(seen.responseBody().toString()).toBe('echo oneecho twoecho three')
      expect(seen.outcome?.failure).toBeUndefined()
    })
  })
}
