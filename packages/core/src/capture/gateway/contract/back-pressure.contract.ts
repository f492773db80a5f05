import type { ServerHttp2Stream } from 'node:http2'
import { describe, expect, test } from 'vitest'
import { follow } from './followed-stream.contract.ts'
import { isPumped, pump, untilStalled } from './pump.contract.ts'
import type { Stage } from './stage.contract.ts'

const megabyte = 1024 * 1024
const size = 64 * megabyte
/** What sockets and streams on the way may hold; the rest stays with the sender. */
const bound = 40 * megabyte

/** Slow readers, and observers that ask for time: nothing piles up, and nothing is lost. */
export function testBackPressure(stage: Stage): void {
  /** A response of 64 MB that its server writes as fast as it can. */
  const download = async (hold?: () => Promise<void> | undefined) => {
    const harness = await stage.start(
      {},
      {
        hold: (side, seen) =>
          side === 'response' && seen.head.url.endsWith('/down') ? hold?.() : undefined,
      },
    )
    const server = await stage.serveRaw()
    const client = await harness.client()
    client.write(`GET http://${server.authority}/down HTTP/1.1\r\nHost: h\r\n\r\n`)
    const peer = await server.accept()
    await peer.takeHead()
    peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
    await client.takeHead()
    return { client, harness, peer }
  }
  /** A request of 64 MB that its client writes as fast as it can. */
  const upload = async (hold?: () => Promise<void> | undefined) => {
    const harness = await stage.start(
      {},
      {
        hold: (side, seen) =>
          side === 'request' && seen.head.url.endsWith('/up') ? hold?.() : undefined,
      },
    )
    const server = await stage.serveRaw()
    const client = await harness.client()
    client.write(
      `POST http://${server.authority}/up HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`,
    )
    const peer = await server.accept()
    await peer.takeHead()
    return { client, harness, peer }
  }
  /** A gate that is closed until it is opened. */
  const makeGate = () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    return { gate, open: () => open() }
  }

  describe('back-pressure', () => {
    test('a client that does not read stops the server', async () => {
      const { client, harness, peer } = await download()
      client.socket.pause()
      const { done, sent } = pump(peer.socket, size)
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      client.socket.resume()
      await done
      expect(isPumped(await client.takeBytes(size), size)).toBe(true)
      const seen = await harness.exchange('/down')
      expect(isPumped(seen.responseBody(), size)).toBe(true)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a server that does not read stops the client', async () => {
      const { client, harness, peer } = await upload()
      peer.socket.pause()
      const { done, sent } = pump(client.socket, size)
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      peer.socket.resume()
      await done
      expect(isPumped(await peer.takeBytes(size), size)).toBe(true)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      await client.takeHead()
      const seen = await harness.exchange('/up')
      expect(isPumped(seen.requestBody(), size)).toBe(true)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a client of HTTP/2 that does not read stops the server', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      let pumping: ReturnType<typeof pump> | undefined
      const { port } = await stage.serveHttp2((stream) => {
        stream.respond({ ':status': 200 })
        pumping = pump(stream, size)
        void pumping.done.then(() => stream.end())
      })
      const session = await harness.http2(`localhost:${port}`)
      const stream = session.request({ ':path': '/down2' })
      await new Promise((resolve) => stream.once('response', resolve))
      expect(await untilStalled(stage, harness, () => pumping?.sent() ?? 0)).toBeLessThan(bound)
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      expect(isPumped(Buffer.concat(chunks), size)).toBe(true)
      const seen = await harness.exchange('/down2')
      expect(seen.responseBody()).toHaveLength(size)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a server of HTTP/2 that does not read stops the client', async () => {
      const harness = await stage.start({ ca: [stage.certificates.ca] })
      let arrived: (stream: ServerHttp2Stream) => void = () => {}
      const arrival = new Promise<ServerHttp2Stream>((resolve) => (arrived = resolve))
      const { port } = await stage.serveHttp2((stream) => arrived(stream))
      const session = await harness.http2(`localhost:${port}`)
      const request = session.request({ ':method': 'POST', ':path': '/up2' })
      const followed = follow(request)
      const { done, sent } = pump(request, size)
      const stream = await arrival
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => stream.respond({ ':status': 204 }, { endStream: true }))
      await done
      request.end()
      await followed.closed
      expect(isPumped(Buffer.concat(chunks), size)).toBe(true)
      const seen = await harness.exchange('/up2')
      expect(seen.requestBody()).toHaveLength(size)
      expect(seen.outcome?.failure).toBeUndefined()
    })

    test('a tunnel whose client does not read stops the server', async () => {
      const harness = await stage.start()
      const server = await stage.serveRaw()
      const client = await harness.rawTunnel(server.authority)
      client.write('*1\r\n$4\r\nDUMP\r\n')
      const peer = await server.accept()
      await peer.takeThrough('DUMP\r\n')
      client.socket.pause()
      const { done, sent } = pump(peer.socket, size)
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      client.socket.resume()
      await done
      expect(isPumped(await client.takeBytes(size), size)).toBe(true)
    })

    test('an observer that asks for time gets it: responses', async () => {
      const { gate, open } = makeGate()
      const { client, harness, peer } = await download(() => gate)
      const { done, sent } = pump(peer.socket, size)
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      const held = harness.seen[0]!.responseBody().length
      expect(held).toBeGreaterThan(0)
      expect(held).toBeLessThan(bound)
      open()
      await done
      expect(isPumped(await client.takeBytes(size), size)).toBe(true)
      expect(isPumped((await harness.exchange('/down')).responseBody(), size)).toBe(true)
      expect(harness.violations).toEqual([])
    })

    test('an observer that asks for time gets it: requests', async () => {
      const { gate, open } = makeGate()
      const { client, harness, peer } = await upload(() => gate)
      const { done, sent } = pump(client.socket, size)
      expect(await untilStalled(stage, harness, sent)).toBeLessThan(bound)
      expect(harness.seen[0]!.requestBody().length).toBeLessThan(bound)
      open()
      await done
      expect(isPumped(await peer.takeBytes(size), size)).toBe(true)
      peer.write('HTTP/1.1 204 No Content\r\n\r\n')
      await client.takeHead()
      expect(isPumped((await harness.exchange('/up')).requestBody(), size)).toBe(true)
      expect(harness.violations).toEqual([])
    })

    test('an observer that asks for time at every chunk', async () => {
      const { client, harness, peer } = await download(
        () => new Promise((resolve) => setImmediate(resolve)),
      )
      await pump(peer.socket, size).done
      expect(isPumped(await client.takeBytes(size), size)).toBe(true)
      expect(isPumped((await harness.exchange('/down')).responseBody(), size)).toBe(true)
      expect(harness.violations).toEqual([])
    })
  })
}
