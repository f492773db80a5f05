import { describe, expect, it } from 'vitest'
import { Dialer, type Destination } from './dialer.ts'
import { busyThreadPool, fullPort, Serving, silentServer } from './servers.contract.ts'

interface Phase {
  /** What is waited for, in the message. */
  readonly name: string
  /** What hangs there, and how to come to it. */
  readonly hang: () => Promise<
    { destination: Destination; proxy?: string; server?: Serving } & AsyncDisposable
  >
}

const shop = { host: 'shop.test', port: 443, secure: true }

async function behindSilence(
  make: (port: number) => { destination: Destination; proxy?: string },
): Promise<{ destination: Destination; proxy?: string; server: Serving } & AsyncDisposable> {
  const server = await Serving.start(silentServer())
  return {
    ...make(server.port),
    server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

const phases: readonly Phase[] = [
  {
    name: 'the name lookup of 127.1',
    hang: async () => {
      const busy = busyThreadPool()
      return {
        destination: { host: '127.1', port: 1, secure: false },
        [Symbol.asyncDispose]: () => busy[Symbol.asyncDispose](),
      }
    },
  },
  {
    name: 'the connection to 127.0.0.1:PORT',
    hang: async () => {
      const full = await fullPort()
      return {
        destination: { host: '127.0.0.1', port: full.port, secure: false },
        [Symbol.asyncDispose]: () => full[Symbol.asyncDispose](),
      }
    },
  },
  {
    name: 'the TLS handshake with 127.0.0.1:PORT',
    hang: () =>
      behindSilence((port) => ({ destination: { host: '127.0.0.1', port, secure: true } })),
  },
  {
    name: 'the tunnel to shop.test:443 through the upstream proxy 127.0.0.1:PORT',
    hang: () =>
      behindSilence((port) => ({
        destination: shop,
        proxy: `http://user:hunter2@127.0.0.1:${port}`,
      })),
  },
  {
    name: 'the tunnel to shop.test:443 through the upstream proxy 127.0.0.1:PORT',
    hang: () =>
      behindSilence((port) => ({
        destination: shop,
        proxy: `socks5h://user:hunter2@127.0.0.1:${port}`,
      })),
  },
  {
    name: 'the TLS handshake with the upstream proxy 127.0.0.1:PORT',
    hang: () =>
      behindSilence((port) => ({
        destination: shop,
        proxy: `https://user:hunter2@127.0.0.1:${port}`,
      })),
  },
]

describe.each(phases)('in $name', ({ hang, name }) => {
  it('a time limit ends it and says so', async () => {
    await using hanging = await hang()
    const { destination, proxy, server } = hanging
    const dialer = new Dialer({ connectTimeout: 100, ...(proxy && { proxy }) })
    const error = await dialer.dial(destination, {}).catch((reason: Error) => reason)
    const message = `Gave up after 100 ms, waiting for ${name}`
    expect(error).toMatchObject({ code: 'ETIMEDOUT' })
    expect((error as Error).message.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT')).toBe(message)
    await server?.deserted()
  })

  it('the signal ends it', async () => {
    await using hanging = await hang()
    const { destination, proxy, server } = hanging
    const dialer = new Dialer(proxy ? { proxy } : {})
    const abort = new AbortController()
    const dialing = dialer.dial(destination, {}, abort.signal)
    const [outcome] = await Promise.all([
      Promise.allSettled([dialing]),
      (server ? server.called() : Promise.resolve()).then(() => abort.abort(new Error('enough'))),
    ])
    expect(outcome[0]).toMatchObject({ reason: abort.signal.reason as Error })
    await server?.deserted()
  })
})

describe('a signal', () => {
  it('that was aborted before lets nothing begin', async () => {
    await using server = await Serving.start(silentServer())
    const destination = { host: '127.0.0.1', port: server.port, secure: false }
    const dialing = new Dialer({}).dial(destination, {}, AbortSignal.abort())
    await expect(dialing).rejects.toMatchObject({ name: 'AbortError' })
    expect(server.sockets).toEqual([])
  })

  it('means nothing once the connection is there', async () => {
    await using server = await Serving.start(silentServer())
    const abort = new AbortController()
    const destination = { host: '127.0.0.1', port: server.port, secure: false }
    const { socket } = await new Dialer({}).dial(destination, {}, abort.signal)
    abort.abort()
    expect(socket.destroyed).toBe(false)
    socket.destroy()
    await server.deserted()
  })
})
