import type { ConnectionOptions, TLSSocket } from 'node:tls'
import tls from 'node:tls'

/**
 * Makes this process trust an authority inside tunnels through one local proxy, and nowhere else:
 * Playwright's API requests run in the worker's own Node and have no option for it.
 *
 * @param proxyPort - port of the proxy on 127.0.0.1
 * @param pem - certificate of the authority
 * @returns takes it back; safe to call twice
 */
export function trustInTunnels(proxyPort: number, pem: string): () => void {
  const original = tls.connect
  let active = true
  const connect = (...parameters: unknown[]): TLSSocket => {
    const [options] = parameters
    if (active && isThroughProxy(options, proxyPort)) {
      const secureContext = options.secureContext ?? tls.createSecureContext(options)
      ;(secureContext.context as NativeContext).addCACert(pem)
      // Playwright names the server in TLS only by a DNS name. Where it is an IP address, Node would
      // otherwise compare the certificate with "localhost".
      const host = options.host ?? options.hostname
      return original({ ...options, ...(host !== undefined && { host }), secureContext })
    }
    return Reflect.apply(original, tls, parameters) as TLSSocket
  }
  tls.connect = connect
  return () => {
    active = false
    // Somebody may have wrapped it since: then ours stays in the chain and only passes calls on.
    if (tls.connect === connect) tls.connect = original
  }
}

/** Node's own object behind a secure context. Not documented; Node uses it for the option `ca`. */
interface NativeContext {
  addCACert(pem: string): void
}

/** Options as an agent of `https.request` passes them on: with those of the request. */
interface TunnelOptions extends ConnectionOptions {
  readonly hostname?: string
}

function isThroughProxy(options: unknown, proxyPort: number): options is TunnelOptions {
  const { socket } = (options ?? {}) as { socket?: { remoteAddress?: string; remotePort?: number } }
  return socket?.remotePort === proxyPort && socket.remoteAddress === '127.0.0.1'
}
