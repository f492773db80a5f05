import { Agent, type RequestOptions } from 'node:http'
import type { MockttpModules } from './modules.ts'

/** Connects to a proxy, and marks requests that must carry absolute URLs. */
class AbsoluteFormAgent extends Agent {
  readonly #proxy: URL

  constructor(proxy: string) {
    super({ keepAlive: true })
    this.#proxy = new URL(proxy)
  }

  /** The request as it must be made to the proxy. */
  redirect(options: RequestOptions): RequestOptions {
    const { hostname, password, port, username } = this.#proxy
    const { family: _, ...rest } = options
    const host = `${options.hostname}${Number(options.port) === 80 ? '' : `:${options.port}`}`
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return {
      ...rest,
      hostname,
      port: port || 80,
      path: `http://${host}${options.path}`,
      // mockttp gives them as a flat list.
      headers: [
        ...((options.headers as unknown as string[] | undefined) ?? []),
        ...(username
          ? ['Proxy-Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`]
          : []),
      ] as never,
    }
  }
}

/**
 * Sends plain HTTP to an upstream proxy in absolute form (RFC 9112 §3.2.2). mockttp tunnels it with
 * CONNECT, which company proxies commonly allow for port 443 only.
 */
export function chooseAbsoluteForm({ agents, proxyConfig }: MockttpModules): void {
  const original = agents.getAgent
  const byProxy = new Map<string, AbsoluteFormAgent>()
  agents.getAgent = async (options) => {
    const { hostname, port, protocol, proxySettingSource: setting } = options
    const url = setting?.proxyUrl
    if (protocol !== 'http:' || !url?.startsWith('http:')) return original(options)
    if (proxyConfig.matchesNoProxy(hostname, port, setting?.noProxy)) return original(options)
    const agent = byProxy.get(url) ?? new AbsoluteFormAgent(url)
    byProxy.set(url, agent)
    return agent
  }
}

/** Changes the options of a request that {@link chooseAbsoluteForm} has marked. */
export function toAbsoluteForm(options: unknown): unknown {
  const { agent } = (options ?? {}) as RequestOptions
  return agent instanceof AbsoluteFormAgent ? agent.redirect(options as RequestOptions) : options
}
