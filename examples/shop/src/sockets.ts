import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Keeps track of a server's connections. The returned function cuts those that are open and every
 * later one, so that closing the server does not wait for clients that keep theirs open.
 */
export function trackSockets(server: Server): () => void {
  const open = new Set<Duplex>()
  let stopped = false
  const add = (socket: Duplex): void => {
    if (stopped) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }
  server.on('connection', add)
  server.on('secureConnection', add)
  return () => {
    stopped = true
    for (const socket of open) socket.destroy()
  }
}
