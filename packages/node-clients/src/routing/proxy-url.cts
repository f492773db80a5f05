import type { Route } from './route.cts'

/** Where a proxy is, and how its client is called, as its URL says: `http://session:ID@127.0.0.1:PORT`. */
function proxyOf(
  url: Pick<URL, 'hostname' | 'password' | 'port' | 'username'>,
): Pick<Route, 'authorization' | 'host' | 'port'> {
  const { hostname, password, port, username } = url
  const credentials = [username, password].map(decodeURIComponent).join(':')
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 80),
    ...(username && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  }
}

export type ProxyUrlModule = { readonly proxyOf: typeof proxyOf }

module.exports = { proxyOf } satisfies ProxyUrlModule
