import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Dialer, type DialMoments } from './dialer.ts'
import { fullPort, Serving, take } from './servers.contract.ts'

const greet = (): ReturnType<typeof createServer> =>
  createServer((socket) => void socket.end('hello'))

describe('a connection without a proxy', () => {
  it('is there with its moments', async () => {
    await using server = await Serving.start(greet())
    const moments: DialMoments = {}
    const before = performance.timeOrigin + performance.now()
    const { proxy, socket } = await new Dialer({}).dial(
      { host: 'localhost', port: server.port, secure: false },
      moments,
    )
    expect((await take(socket, 5)).toString()).toBe('hello')
    expect(proxy).toBeUndefined()
    expect(moments.socket).toBeGreaterThanOrEqual(before)
    expect(moments.lookup).toBeGreaterThanOrEqual(moments.socket!)
    expect(moments.connected).toBeGreaterThanOrEqual(moments.lookup!)
    expect(moments).not.toHaveProperty('secured')
    socket.destroy()
  })

  it('has no lookup for an address', async () => {
    await using server = await Serving.start(greet())
    const moments: DialMoments = {}
    const { socket } = await new Dialer({}).dial(
      { host: '127.0.0.1', port: server.port, secure: false },
      moments,
    )
    expect(Object.keys(moments)).toEqual(['socket', 'connected'])
    socket.destroy()
  })

  it.each([
    ['localhost', '127.0.0.1'],
    ['localhost', '::1'],
    ['shop.localhost', '::1'],
    ['::1', '::1'],
    // What a system's resolver makes of it; to Node it is a name.
    ['127.1', '127.0.0.1'],
  ])('to %s reaches a server that listens on %s alone', async (host, listening) => {
    await using server = await Serving.start(greet(), listening)
    const { socket } = await new Dialer({}).dial({ host, port: server.port, secure: false }, {})
    expect(socket.remoteAddress).toBe(listening)
    socket.destroy()
    await server.deserted()
  })

  it('does not wait long for a family that says nothing', async () => {
    await using silent = await fullPort()
    await using server = await Serving.start(createServer(), '::1', silent.port)
    const { socket } = await new Dialer({}).dial(
      { host: 'localhost', port: silent.port, secure: false },
      {},
    )
    expect(socket.remoteAddress).toBe('::1')
    socket.destroy()
    await server.deserted()
  })

  it('is the caller’s, with its errors', async () => {
    await using server = await Serving.start(createServer())
    const { socket } = await new Dialer({}).dial(
      { host: '127.0.0.1', port: server.port, secure: false },
      {},
    )
    expect(socket.listenerCount('error')).toBe(0)
    expect(socket.listenerCount('close')).toBe(0)
    const seen: Error[] = []
    socket.on('error', (error) => seen.push(error))
    ;(await server.called()).resetAndDestroy()
    await new Promise((resolve) => socket.resume().once('close', resolve))
    expect(seen).toMatchObject([{ code: 'ECONNRESET' }])
  })

  it('sends small writes at once', async () => {
    await using server = await Serving.start(createServer())
    const { socket } = await new Dialer({}).dial(
      { host: '127.0.0.1', port: server.port, secure: false },
      {},
    )
    // Node writes down here that Nagle's algorithm is off; the kernel's own flag cannot be asked.
    const flag = Object.getOwnPropertySymbols(socket).find(
      ({ description }) => description === 'kSetNoDelay',
    )
    expect((socket as unknown as Record<symbol, unknown>)[flag!]).toBe(true)
    socket.destroy()
  })

  it('is refused with the cause, for both families', async () => {
    const server = await Serving.start(createServer())
    await server[Symbol.asyncDispose]()
    const dialer = new Dialer({})
    const { port } = server
    await expect(dialer.dial({ host: '127.0.0.1', port, secure: false }, {})).rejects.toMatchObject(
      { code: 'ECONNREFUSED', message: `connect ECONNREFUSED 127.0.0.1:${port}` },
    )
    await expect(dialer.dial({ host: 'localhost', port, secure: false }, {})).rejects.toMatchObject(
      {
        code: 'ECONNREFUSED',
        message: expect.stringMatching(/127\.0\.0\.1:\d+; connect \w+ ::1/),
      },
    )
  })

  it('fails for a name that does not exist', async () => {
    const moments: DialMoments = {}
    const dialing = new Dialer({}).dial(
      { host: 'nothing.invalid', port: 80, secure: false },
      moments,
    )
    await expect(dialing).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    })
    expect(Object.keys(moments)).toEqual(['socket'])
  })

  it('fails for a port that is none, in each family', async () => {
    const dialing = new Dialer({}).dial({ host: 'localhost', port: 70_000, secure: false }, {})
    await expect(dialing).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' })
  })

  it.each(['localhost', '127.0.0.1', '127.1'])(
    'comes 1,000 times at once to %s without an error',
    async (host) => {
      await using server = await Serving.start(createServer())
      const dialer = new Dialer({})
      const destination = { host, port: server.port, secure: false }
      const dialed = await Promise.all(
        Array.from({ length: 1000 }, () => dialer.dial(destination, {})),
      )
      expect(new Set(dialed.map(({ socket }) => socket.localPort)).size).toBe(1000)
      for (const { socket } of dialed) socket.destroy()
      await server.deserted()
    },
  )

  it('leaves no timer behind', async () => {
    await using server = await Serving.start(greet())
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const dialer = new Dialer({})
    const before = timers()
    const sockets: Socket[] = []
    for (let index = 0; index < 100; index++) {
      const destination = { host: 'localhost', port: server.port, secure: false }
      sockets.push((await dialer.dial(destination, {})).socket)
    }
    // Vitest has some of its own.
    expect(timers()).toBeLessThan(before + 50)
    for (const socket of sockets) socket.destroy()
  })
})
