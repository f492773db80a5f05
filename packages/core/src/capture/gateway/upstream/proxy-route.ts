import { isIPv4, type Socket } from 'node:net'
import { now } from '../clock.ts'
import type { Attempt } from './attempt.ts'
import { authorityForm } from './authority-form.ts'
import type { Connector } from './connector.ts'
import type { Destination } from './destination.ts'
import { openHttpTunnel } from './http-tunnel.ts'
import { openSocksTunnel } from './socks-tunnel.ts'
import { tunnelError } from './tunnel-error.ts'
import type { UpstreamProxy } from './upstream-proxy.ts'

/** The way to servers through an upstream proxy. */
export class ProxyRoute {
  readonly proxy: UpstreamProxy
  readonly #connector: Connector

  constructor(proxy: UpstreamProxy, connector: Connector) {
    this.proxy = proxy
    this.#connector = connector
  }

  /** A connection to the proxy itself. */
  async connect(attempt: Attempt): Promise<Socket> {
    const { authority, host, port, secure } = this.proxy
    try {
      const socket = await this.#connector.connect(attempt, host, port)
      if (!secure) return socket
      const destination = { host, port, secure, protocols: ['http/1.1'] }
      const whom = `the upstream proxy ${authority}`
      return await this.#connector.secure(attempt, socket, destination, whom)
    } catch (cause) {
      if (attempt.stopped) throw cause
      const { code, message } = cause as NodeJS.ErrnoException
      const what = `The upstream proxy ${authority} cannot be reached: ${message}`
      throw Object.assign(new Error(what, { cause }), code && { code })
    }
  }

  /**
   * A connection through the proxy to a server.
   *
   * @throws an error of code `ERR_PROXY_TUNNEL` when the proxy refuses, or breaks off
   */
  async openTunnel(attempt: Attempt, { host, port }: Destination): Promise<Socket> {
    const { proxy } = this
    const target = authorityForm(host, port)
    const named = proxy.resolvesNames ? host : await this.#resolve(attempt, host)
    const socket = await this.connect(attempt)
    try {
      if (proxy.kind === 'http') await openHttpTunnel(attempt, socket, proxy, target)
      else await openSocksTunnel(attempt, socket, proxy, named, port)
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      if (attempt.stopped || code === 'ERR_PROXY_TUNNEL') throw cause
      throw tunnelError(proxy, `did not open a tunnel to ${target}: ${message}`)
    }
    attempt.moments.connected = now()
    // That of the proxy, so far.
    delete attempt.moments.secured
    return socket
  }

  /** One address for a proxy that takes no names: it tries no other, and may have no IPv6. */
  async #resolve(attempt: Attempt, host: string): Promise<string> {
    const addresses = await this.#connector.resolve(attempt, host)
    const address = addresses.find((candidate) => isIPv4(candidate)) ?? addresses[0]!
    if (this.proxy.kind === 'socks4' && !isIPv4(address)) {
      throw tunnelError(this.proxy, `cannot be asked for ${host}: SOCKS 4 knows IPv4 only`)
    }
    return address
  }
}
