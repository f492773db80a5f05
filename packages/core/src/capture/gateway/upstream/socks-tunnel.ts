import type { Socket } from 'node:net'
import type { Attempt } from './attempt.ts'
import { authorityForm } from './authority-form.ts'
import { tunnelError } from './tunnel-error.ts'
import type { UpstreamProxy } from './upstream-proxy.ts'

/** Names and credentials have one byte for their length (RFC 1928 §5, RFC 1929 §2). */
const longest = 255

/**
 * Asks a SOCKS proxy for a tunnel (RFC 1928).
 *
 * @param socket - connected to the proxy
 * @param host - name or address, as the proxy is to see it
 * @throws an error of code `ERR_PROXY_TUNNEL` when the proxy refuses
 */
export async function openSocksTunnel(
  attempt: Attempt,
  socket: Socket,
  proxy: UpstreamProxy,
  host: string,
  port: number,
): Promise<void> {
  const target = authorityForm(host, port)
  // The library would throw where nobody can catch it.
  if ([host, proxy.username, proxy.password].some((text) => Buffer.byteLength(text) > longest)) {
    throw tunnelError(proxy, `cannot be asked for ${target}: SOCKS takes ${longest} bytes at most`)
  }
  // Loaded here, because few need it.
  const { SocksClient } = await import('socks')
  return attempt.step(
    `the tunnel to ${target} through the upstream proxy ${proxy.authority}`,
    (resolve, reject) => {
      const client = new SocksClient({
        command: 'connect',
        destination: { host, port },
        proxy: {
          host: proxy.host,
          port: proxy.port,
          type: proxy.kind === 'socks4' ? 4 : 5,
          ...(proxy.username && { userId: proxy.username }),
          ...(proxy.password && { password: proxy.password }),
        },
        timeout: attempt.timeout,
      })
      // Its timer goes on, and would keep the socket in memory.
      const release = (): void => void Reflect.set(client, 'socket', undefined)
      // Its own error object holds the credentials.
      client.on('error', ({ message }) => {
        release()
        reject(new Error(message))
      })
      client.once('established', () => {
        release()
        // The library gives out early bytes and sets the socket flowing, in an immediate that is before
        // this one.
        const early: Buffer[] = []
        const keep = (chunk: Buffer): void => void early.push(chunk)
        socket.on('data', keep)
        setImmediate(() => {
          socket.off('data', keep).pause()
          if (early.length) socket.unshift(Buffer.concat(early))
          // As it was at first: it flows as soon as somebody listens.
          ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
          resolve()
        })
      })
      client.connect(socket)
    },
  )
}
