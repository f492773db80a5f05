import type { Socket } from 'node:net'
import { relay } from './relay.ts'
import { resetSocket } from './reset-socket.ts'

/** How {@link joinSockets} tells what passes. */
export interface JoinEvents {
  /** From the client. A promise asks for time. */
  sent(bytes: Buffer): Promise<void> | undefined
  /** From the server. */
  received(bytes: Buffer): Promise<void> | undefined
  /**
   * Both are closed.
   *
   * @param first - the side that let go first
   * @param error - why, when it was not in order
   */
  closed(first: 'client' | 'server', error: Error | undefined): void
}

/**
 * Passes bytes between two sockets as they are, half-closed ends and resets too, until both are
 * closed.
 */
export function joinSockets(client: Socket, server: Socket, events: JoinEvents): void {
  let first: 'client' | 'server' | undefined
  let error: Error | undefined
  let open = 2

  const watch = (own: Socket, other: Socket, side: 'client' | 'server'): void => {
    // One side may be done while the other is not.
    own.allowHalfOpen = true
    own.on('error', (cause: Error) => {
      if (first === undefined) error = cause
      first ??= side
    })
    const onClose = (): void => {
      first ??= side
      if (own.readableEnded) other.destroySoon()
      else resetSocket(other)
      if (--open === 0) events.closed(first, error)
    }
    if (own.destroyed) onClose()
    else own.once('close', onClose)
  }
  watch(server, client, 'server')
  watch(client, server, 'client')
  relay(client, server, {
    chunk: (bytes) => events.sent(bytes),
    end: () => {
      first ??= 'client'
      server.end()
    },
  })
  relay(server, client, {
    chunk: (bytes) => events.received(bytes),
    end: () => {
      first ??= 'server'
      client.end()
    },
  })
}
