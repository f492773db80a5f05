import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Attempt } from './attempt.ts'
import { tunnelError } from './tunnel-error.ts'
import { basicCredentials, type UpstreamProxy } from './upstream-proxy.ts'

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6). Bytes that came with its answer are the first
 * that `socket` gives.
 *
 * @param socket - connected to the proxy
 * @param target - `host:port` of the server
 * @throws an error of code `ERR_PROXY_TUNNEL` when the proxy refuses
 */
export function openHttpTunnel(
  attempt: Attempt,
  socket: Socket,
  proxy: UpstreamProxy,
  target: string,
): Promise<void> {
  const credentials = basicCredentials(proxy)
  return attempt.step(
    `the tunnel to ${target} through the upstream proxy ${proxy.authority}`,
    (resolve, reject) => {
      const request = httpRequest({
        method: 'CONNECT',
        path: target,
        setHost: false,
        headers: { Host: target, ...(credentials && { 'Proxy-Authorization': credentials }) },
        createConnection: () => socket,
      })
      // Node would ask to close a connection that is not in a pool.
      request.removeHeader('Connection')
      request.once('connect', ({ statusCode = 0, statusMessage = '' }, _socket, early) => {
        if (statusCode >= 200 && statusCode < 300) {
          if (early.length) socket.unshift(early)
          resolve()
        } else {
          const status = `${statusCode} ${statusMessage}`.trim()
          reject(tunnelError(proxy, `answered CONNECT ${target} with ${status}`))
        }
      })
      request.on('error', reject)
      request.end()
    },
  )
}
