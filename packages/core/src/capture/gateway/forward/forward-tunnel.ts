import type { Socket } from 'node:net'
import { now } from '../clock.ts'
import type { ExchangeObserver } from '../engine.ts'
import { upstreamFailure } from '../upstream/failure.ts'
import { clientAborted } from './forward-request.ts'
import { joinSockets } from './join-sockets.ts'
import { resetSocket } from './reset-socket.ts'
import { addConnection, type WritableFacts } from './server-facts.ts'

/** Passes the bytes of a tunnel that carries neither TLS nor HTTP, in both directions. */
export async function forwardTunnel(
  client: Socket,
  connected: Promise<Socket>,
  facts: WritableFacts,
  observer: ExchangeObserver,
): Promise<void> {
  client.on('error', () => {})
  let server: Socket
  try {
    server = await connected
  } catch (error) {
    const failure = client.destroyed ? clientAborted : upstreamFailure(error as Error)
    observer.requestEnd([])
    observer.end({ at: now(), upstream: facts, failure })
    resetSocket(client)
    return
  }
  addConnection(facts, server, false)
  observer.response({
    status: 200,
    statusText: 'Connection Established',
    httpVersion: 'HTTP/1.1',
    headers: [],
  })
  joinSockets(client, server, {
    sent: (bytes) => observer.requestBody(bytes),
    received: (bytes) => observer.responseBody(bytes),
    closed: (first, error) => {
      observer.requestEnd([])
      const failure = error && (first === 'client' ? clientAborted : upstreamFailure(error))
      observer.end({ at: now(), upstream: facts, ...(failure && { failure }) })
    },
  })
}
