import type { Socket } from 'node:net'
import type { QuietModule } from './quiet.cts'
import type { Route } from './route.cts'

const { connect } = require('node:net') as typeof import('node:net')
const { quietly } = require('./quiet.cjs') as QuietModule

/** Called once: the tunnel is open, or there is none. */
export type Dialled = (error: Error | null, socket: Socket) => void

const longestHead = 64 * 1024

/**
 * Connects to `authority` through the proxy. The socket is returned at once, but belongs to the
 * caller only when `dialled` is called.
 *
 * @param lines - more header lines of the CONNECT request
 */
function dial(route: Route, authority: string, lines: readonly string[], dialled: Dialled): Socket {
  const socket = quietly(() => connect(route.port, route.host))
  socket.setNoDelay(true)
  let head = Buffer.alloc(0)
  const settle = (error: Error | null): void => {
    socket.off('readable', read).off('end', ended).off('close', closed).off('error', settle)
    if (error) socket.destroy()
    dialled(error, socket)
  }
  const ended = (): void => settle(failure(authority, 'closed the connection'))
  const closed = (): void => settle(failure(authority, 'was not waited for'))
  const read = (): void => {
    const chunk = socket.read() as Buffer | null
    if (!chunk) return
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) {
      if (head.length > longestHead) settle(failure(authority, 'answered without an end'))
      return
    }
    const [statusLine = ''] = head.toString('latin1', 0, end).split('\r\n')
    const isOpen = /^HTTP\/1\.\d 2\d\d/.test(statusLine)
    const rest = head.subarray(end + 4)
    if (rest.length > 0) socket.unshift(rest)
    settle(isOpen ? null : failure(authority, `answered "${statusLine}"`))
  }
  socket.on('readable', read).on('end', ended).on('close', closed).on('error', settle)
  const credentials = route.authorization ? [`Proxy-Authorization: ${route.authorization}`] : []
  const request = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...credentials, ...lines]
  socket.write(`${request.join('\r\n')}\r\n\r\n`)
  return socket
}

function failure(authority: string, what: string): Error {
  const error = new Error(`The capture proxy ${what} for CONNECT ${authority}`)
  return Object.assign(error, { code: 'ECONNRESET' })
}

export type DialModule = { readonly dial: typeof dial }

module.exports = { dial } satisfies DialModule
