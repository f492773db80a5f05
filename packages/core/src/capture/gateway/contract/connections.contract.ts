import { describe, expect, test } from 'vitest'
import { takeRequest, takeResponse } from './http-message.contract.ts'
import type { RawSocket } from './raw-socket.contract.ts'
import type { Stage } from './stage.contract.ts'

/** Which connections are shared, which are closed, and that many of them work. */
export function testConnections(stage: Stage): void {
  describe('connections', () => {
    test.each(['http', 'https'])('%s: one client connection, one to the server', async (scheme) => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      const server = scheme === 'http' ? await stage.serveRaw() : await stage.serveRawTls()
      const client =
        scheme === 'http' ? await harness.client() : await harness.rawSecureTunnel(server.authority)
      const origin = scheme === 'http' ? `http://${server.authority}` : ''
      let peer: RawSocket | undefined
      for (let turn = 0; turn < 5; turn++) {
        client.write(`GET ${origin}/n${turn} HTTP/1.1\r\nHost: ${server.authority}\r\n\r\n`)
        peer ??= await server.accept()
        await takeRequest(peer)
        peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        await takeResponse(client)
      }
      await harness.exchange('/n4')
      expect(server.connections).toHaveLength(1)
      const facts = harness.seen.map(({ outcome }) => outcome!.upstream)
      expect(facts.map(({ reused }) => reused)).toEqual([false, true, true, true, true])
      expect(facts[0]?.connection).toEqual(expect.any(String))
      expect(new Set(facts.map(({ connection }) => connection)).size).toBe(1)
      expect(new Set(facts.map(({ remotePort }) => remotePort))).toEqual(new Set([server.port]))
      client.socket.destroy()
      await peer?.closed
    })

    test('two client connections never share one', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      for (const path of ['/a', '/b']) {
        const client = await harness.client()
        client.write(`GET http://${server.authority}${path} HTTP/1.1\r\nHost: h\r\n\r\n`)
        const peer = await server.accept()
        await takeRequest(peer)
        peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        await takeResponse(client)
      }
      const [one, other] = [await harness.exchange('/a'), await harness.exchange('/b')]
      expect(one.outcome?.upstream.connection).not.toBe(other.outcome?.upstream.connection)
      expect(one.connection.id).not.toBe(other.connection.id)
    })

    test('one client connection to two servers', async () => {
      const harness = await stage.start()
      const ports = [
        await stage.serve((_, response) => response.end('one')),
        await stage.serve((_, response) => response.end('two')),
      ]
      const client = await harness.client()
      const bodies: string[] = []
      for (const port of [...ports, ...ports]) {
        client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: h\r\n\r\n`)
        bodies.push((await takeResponse(client)).body.toString())
      }
      expect(bodies).toEqual(['one', 'two', 'one', 'two'])
    })

    test('“Connection: close” of the client closes both sides', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const fields = 'Host: h\r\nConnection: close\r\n\r\n'
      client.write(`GET http://${server.authority}/bye HTTP/1.1\r\n${fields}`)
      const peer = await server.accept()
      expect((await takeRequest(peer)).head).toBe(`GET /bye HTTP/1.1\r\n${fields}`)
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      peer.write(answer)
      expect((await client.takeRest()).toString()).toBe(answer)
      await peer.closed
      expect((await harness.exchange('/bye')).outcome?.failure).toBeUndefined()
    })

    test('“Connection: close” of the server closes both sides', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      client.write(`GET http://${server.authority}/bye HTTP/1.1\r\nHost: h\r\n\r\n`)
      const peer = await server.accept()
      await takeRequest(peer)
      const answer = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'
      peer.write(answer)
      expect((await client.takeRest()).toString()).toBe(answer)
      await peer.closed
      expect((await harness.exchange('/bye')).outcome?.failure).toBeUndefined()
    })

    test('ten requests in one packet are answered in order', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const paths = Array.from({ length: 10 }, (_, index) => `/p${index}`)
      const body = (path: string) => (path === '/p4' ? 'Content-Length: 5\r\n\r\nhello' : '\r\n')
      client.write(
        paths
          .map((path) => {
            const method = path === '/p4' ? 'POST' : 'GET'
            return `${method} http://${server.authority}${path} HTTP/1.1\r\nHost: h\r\n${body(path)}`
          })
          .join(''),
      )
      const peer = await server.accept()
      const reached: string[] = []
      for (const path of paths) {
        reached.push((await takeRequest(peer)).head.split(' ')[1]!)
        peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`)
      }
      expect(reached).toEqual(paths)
      const bodies: string[] = []
      while (bodies.length < 10) bodies.push((await takeResponse(client)).body.toString())
      expect(bodies).toEqual(paths)
      await harness.until(() => harness.seen.filter(({ outcome }) => outcome).length === 10)
      expect(harness.seen.map(({ head }) => head.url.slice(-3))).toEqual(paths)
      expect(harness.seen.map((seen) => seen.responseBody().toString())).toEqual(paths)
      expect(harness.seen[4]?.requestBody().toString()).toBe('hello')
    })

    test('pipelined requests to a server that closes after the first are all answered', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.client()
      const paths = ['/q0', '/q1', '/q2']
      client.write(
        paths
          .map((path) => `GET http://${server.authority}${path} HTTP/1.1\r\nHost: h\r\n\r\n`)
          .join(''),
      )
      const bodies: string[] = []
      for (const path of paths) {
        const peer = await server.accept()
        expect((await takeRequest(peer)).head).toContain(`GET ${path} `)
        peer.write(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${path}`)
        bodies.push((await takeResponse(client)).body.toString())
        peer.end()
        await peer.closed
      }
      expect(bodies).toEqual(paths)
      await harness.exchange('/q2')
      expect(harness.seen.map(({ outcome }) => outcome?.failure)).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    })

    test('bursts of new connections on loopback lose nothing', async () => {
      const harness = await stage.start()
      const port = await stage.serve((_, response) => response.end('ok'))
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

    test('1,000 connections are open at the same time, and each is answered', async () => {
      const harness = await stage.start()
      const waiting: Array<() => void> = []
      const port = await stage.serve((request, response) => {
        waiting.push(() => response.end(request.url))
        if (waiting.length === 1000) for (const answer of waiting) answer()
      })
      const answers: Array<ReturnType<typeof harness.get>> = []
      while (answers.length < 1000) {
        const batch = Array.from({ length: 100 }, (_, index) =>
          harness.get(`http://127.0.0.1:${port}/c${answers.length + index}`),
        )
        answers.push(...batch)
        // The queue of a listener is not endless.
        await harness.until(() => harness.seen.length >= answers.length)
      }
      const bodies = (await Promise.all(answers)).map(({ body }) => body.toString())
      expect(bodies).toEqual(answers.map((_, index) => `/c${index}`))
      await harness.until(() => harness.seen.filter(({ outcome }) => outcome).length === 1000)
      expect(harness.seen.filter(({ outcome }) => outcome?.failure)).toEqual([])
      expect(new Set(harness.seen.map(({ connection }) => connection.id)).size).toBe(1000)
    })
  })
}
