import { connect, isIPv6, type Socket } from 'node:net'

/** By this, whoever watches the connections of this process knows those of the proxy itself. */
const mark = Symbol.for('@hartifact/core.upstream')

/** Milliseconds before the next address is tried beside the ones before (RFC 8305 §5). */
const headStart = 250

/**
 * Connects to whichever address answers first, both families in turn (Happy Eyeballs, RFC 8305).
 * Unlike Node's `autoSelectFamily`, a slow attempt goes on while the next one is made: a busy
 * machine or a far server must not fail because one round trip took longer than that.
 *
 * @param addresses - at least one, in order of preference
 * @returns what gives up all attempts
 */
export function race(
  addresses: readonly string[],
  port: number,
  resolve: (socket: Socket) => void,
  reject: (error: Error) => void,
): () => void {
  const waiting = alternate(addresses)
  const running = new Set<Socket>()
  const errors: NodeJS.ErrnoException[] = []
  let timer: NodeJS.Timeout | undefined

  const stop = (): void => {
    clearTimeout(timer)
    waiting.length = 0
    for (const socket of running) socket.destroy()
    running.clear()
  }
  const tryNext = (): void => {
    clearTimeout(timer)
    const host = waiting.shift()
    if (host === undefined) {
      if (running.size === 0) reject(mostTelling(errors))
      return
    }
    const socket = Object.assign(connect({ host, port, noDelay: true }), { [mark]: true })
    if (waiting.length) timer = setTimeout(tryNext, headStart)
    const onError = (error: Error): void => {
      running.delete(socket)
      errors.push(error)
      tryNext()
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      running.delete(socket)
      socket.off('error', onError)
      stop()
      resolve(socket)
    })
    running.add(socket)
  }
  tryNext()
  return stop
}

/** The families in turn, beginning with that of the first address (RFC 8305 §4). */
function alternate(addresses: readonly string[]): string[] {
  if (addresses.length < 2) return [...addresses]
  const isFirst = (address: string): boolean => isIPv6(address) === isIPv6(addresses[0]!)
  const first = addresses.filter(isFirst)
  const second = addresses.filter((address) => !isFirst(address))
  const longer = Array.from({ length: Math.max(first.length, second.length) })
  return longer.flatMap((_, index) => [first[index] ?? [], second[index] ?? []].flat())
}

/** A machine without IPv6 says so for each such address, which hides what happened to the other. */
function mostTelling(errors: readonly NodeJS.ErrnoException[]): Error {
  const aboutNetwork = /^(ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT|EHOSTUNREACH)$/
  const telling = errors.find(({ code }) => !aboutNetwork.test(code ?? '')) ?? errors[0]!
  if (errors.length === 1) return telling
  const message = errors.map((error) => error.message).join('; ')
  return Object.assign(new Error(message, { cause: telling }), { code: telling.code })
}
