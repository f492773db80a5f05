import type { Duplex } from 'node:stream'
import { Socket } from 'node:net'

/**
 * Closes a connection with RST (RFC 9293 §3.10.7): a FIN would end a response that is delimited by
 * the end of its connection as if it were whole.
 */
export function resetSocket(socket: Duplex | null | undefined): void {
  let lowest: Duplex | null | undefined = socket
  while (lowest && '_parent' in lowest && lowest._parent) lowest = lowest._parent as Duplex
  if (lowest instanceof Socket && !lowest.destroyed) {
    try {
      lowest.resetAndDestroy()
    } catch {
      // It is not a TCP socket: a stream of an HTTP/2 tunnel.
      lowest.destroy()
    }
  }
  socket?.destroy()
}
