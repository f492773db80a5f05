import type { Socket } from 'node:net'

/** Milliseconds that a client may stay silent in its new tunnel before the server is asked to speak. */
const patience = 500

/**
 * Notices protocols in which the server speaks first (SMTP, MySQL, SSH). mockttp waits for the first
 * byte of the client to tell protocols apart, and there both would wait for ever.
 *
 * @param connect - connects to the server
 * @param takeOver - gets the connection once the server has said something; nobody else reads the
 *   client's socket any more
 */
export function watchSilentTunnel(
  client: Socket,
  connect: () => Promise<Socket>,
  takeOver: (server: Socket) => void,
): void {
  const before = client.bytesRead
  const isSilent = (): boolean => client.bytesRead === before && !client.destroyed
  const timer = setTimeout(() => {
    if (isSilent()) connect().then(listen, () => {})
  }, patience)
  timer.unref()
  const cancel = (): void => clearTimeout(timer)
  client.once('readable', cancel)
  client.once('close', cancel)

  function listen(server: Socket): void {
    const giveUp = (): void => void server.destroy()
    client.once('readable', giveUp)
    client.once('close', giveUp)
    if (!isSilent()) {
      giveUp()
      return
    }
    server.once('readable', () => {
      client.off('readable', giveUp)
      client.off('close', giveUp)
      if (!isSilent() || server.destroyed || server.readableLength === 0) {
        giveUp()
        return
      }
      // mockttp waits with this event.
      client.removeAllListeners('readable')
      takeOver(server)
    })
  }
}
