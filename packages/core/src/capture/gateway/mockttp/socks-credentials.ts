import type { Socket } from 'node:net'
import type { ProxyCredentials } from '../proxy-credentials.ts'

/** Method numbers of RFC 1928 §3. */
const userPassword = 2

/**
 * Lets clients of SOCKS5 show a name and a password (RFC 1929), which mockttp takes for something of
 * its own. When the client offers them they are asked for; mockttp then sees a client that offers
 * nothing, in a handshake of its own whose answer the client does not get.
 *
 * @param onCredentials - whether they are accepted
 * @param go - hands the socket on
 */
export function askSocksCredentials(
  socket: Socket,
  onCredentials: (credentials: ProxyCredentials) => boolean,
  go: () => void,
): void {
  const onReadable = (): void => {
    const first = socket.read() as Buffer | null
    if (first === null) return
    socket.off('readable', onReadable)
    const [version, count = 0] = first
    const isWhole = first.length === 2 + count
    if (version === 5 && isWhole && first.subarray(2).includes(userPassword)) ask()
    else {
      socket.unshift(first)
      go()
    }
  }
  socket.on('readable', onReadable)

  function ask(): void {
    let got = Buffer.alloc(0)
    const onAnswer = (): void => {
      got = Buffer.concat([got, (socket.read() as Buffer | null) ?? Buffer.alloc(0)])
      const nameEnd = 2 + (got[1] ?? 255)
      const end = nameEnd + 1 + (got[nameEnd] ?? 255)
      if (got.length < end) return
      socket.off('readable', onAnswer)
      const accepted = onCredentials({
        username: got.toString('utf8', 2, nameEnd),
        password: got.toString('utf8', nameEnd + 1, end),
      })
      if (!accepted) {
        socket.end(Buffer.from([1, 1]))
        return
      }
      socket.write(Buffer.from([1, 0]))
      dropFirstWrite(socket)
      socket.unshift(Buffer.concat([Buffer.from([5, 1, 0]), got.subarray(end)]))
      go()
    }
    socket.write(Buffer.from([5, userPassword]))
    socket.on('readable', onAnswer)
  }
}

/** The answer to a handshake that the client has behind it. */
function dropFirstWrite(socket: Socket): void {
  socket.write = () => {
    // The method of the class is found again.
    delete (socket as Partial<Socket>).write
    return true
  }
}
