import type { UpstreamProxy } from './upstream-proxy.ts'

/** The upstream proxy did not open the way to the server. */
export function tunnelError(proxy: UpstreamProxy, what: string): Error {
  const message = `The upstream proxy ${proxy.authority} ${what}`
  return Object.assign(new Error(message), { code: 'ERR_PROXY_TUNNEL' })
}
