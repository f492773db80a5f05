import type { Socket } from 'node:net'
import type { UpstreamOptions } from '../engine.ts'
import { Attempt } from './attempt.ts'
import { Connector } from './connector.ts'
import type { Destination, DialMoments } from './destination.ts'
import { compileNoProxy } from './no-proxy.ts'
import { ProxyRoute } from './proxy-route.ts'
import { Securer } from './securer.ts'
import { Trust } from './trust.ts'
import { basicCredentials, parseProxy } from './upstream-proxy.ts'

export type { Destination, DialMoments } from './destination.ts'

/** An open connection. */
export interface Dialed {
  /** A `TLSSocket` when the destination is secure. The caller's from now on, with its errors. */
  readonly socket: Socket
  /** `host:port` of the upstream proxy, when there was one. */
  readonly proxy?: string
}

/** Milliseconds for a whole connection, unless the options say otherwise. */
const defaultTimeout = 120_000

/**
 * Opens connections to servers: straight or through the upstream proxy, with TLS or without.
 *
 * @example
 * ```ts
 * const dialer = new Dialer({ insecure: ['legacy.test'] })
 * const { socket } = await dialer.dial({ host: 'legacy.test', port: 443, secure: true }, {})
 * ```
 */
export class Dialer {
  readonly #connector: Connector
  readonly #route: ProxyRoute | undefined
  readonly #isDirect: (host: string, port: number) => boolean
  readonly #timeout: number

  /** @throws HartifactError `INVALID_ARGUMENT` for the URL of a proxy that cannot be used */
  constructor(options: UpstreamOptions) {
    this.#connector = new Connector(new Securer(new Trust(options)))
    this.#route = options.proxy
      ? new ProxyRoute(parseProxy(options.proxy), this.#connector)
      : undefined
    this.#isDirect = compileNoProxy(options.noProxy ?? [])
    this.#timeout = options.connectTimeout ?? defaultTimeout
  }

  /**
   * Connects to a server. With an upstream proxy plain HTTP goes through a tunnel, too; for the other
   * way see {@link Dialer.plainProxy}.
   *
   * @param moments - filled in as they happen, also when it fails in the end
   * @throws the system's, OpenSSL's or Node's error with its `code`; `ETIMEDOUT` with what was waited
   * for; `ERR_PROXY_TUNNEL` when the proxy refuses; the signal's reason when it is aborted
   */
  dial(destination: Destination, moments: DialMoments, signal?: AbortSignal): Promise<Dialed> {
    const route = this.#routeTo(destination)
    return this.#attempt(moments, signal, async (attempt) => {
      const { host, port, secure } = destination
      const socket = route
        ? await route.openTunnel(attempt, destination)
        : await this.#connector.connect(attempt, host, port)
      return {
        socket: secure ? await this.#connector.secure(attempt, socket, destination) : socket,
        ...(route && { proxy: route.proxy.authority }),
      }
    })
  }

  /**
   * Set when plain HTTP to this destination is to be sent in absolute form to an upstream HTTP proxy
   * (RFC 9112 §3.2.2), with this value of `Proxy-Authorization`; {@link Dialer.dialProxy} gives the
   * connection. Many proxies allow CONNECT for port 443 only.
   */
  plainProxy(
    destination: Destination,
  ): { readonly authority: string; readonly authorization?: string } | undefined {
    const proxy = this.#routeTo(destination)?.proxy
    if (destination.secure || proxy?.kind !== 'http') return undefined
    const authorization = basicCredentials(proxy)
    return { authority: proxy.authority, ...(authorization && { authorization }) }
  }

  /**
   * Connects to the upstream proxy itself.
   *
   * @throws as {@link Dialer.dial} does
   */
  dialProxy(moments: DialMoments, signal?: AbortSignal): Promise<Dialed> {
    return this.#attempt(moments, signal, async (attempt) => {
      if (!this.#route) throw new Error('There is no upstream proxy to connect to')
      const socket = await this.#route.connect(attempt)
      return { socket, proxy: this.#route.proxy.authority }
    })
  }

  #routeTo({ host, port }: Destination): ProxyRoute | undefined {
    return this.#isDirect(host, port) ? undefined : this.#route
  }

  async #attempt(
    moments: DialMoments,
    signal: AbortSignal | undefined,
    work: (attempt: Attempt) => Promise<Dialed>,
  ): Promise<Dialed> {
    const attempt = new Attempt(moments, this.#timeout, signal)
    try {
      const dialed = await work(attempt)
      attempt.succeed()
      return dialed
    } catch (error) {
      attempt.fail()
      throw error
    }
  }
}
