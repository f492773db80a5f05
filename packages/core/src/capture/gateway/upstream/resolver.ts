import { lookup } from 'node:dns'
import { now } from '../clock.ts'

/** How long an answer is used again, in milliseconds. */
const lifetime = 10_000
/** Names that are kept. */
const capacity = 500

/**
 * Finds the addresses of names by the system's resolver. Each lookup takes one of libuv's few
 * threads, so that a burst of connections would queue: who asks for the same name at the same time,
 * or soon after, shares one lookup.
 */
export class Resolver {
  readonly #answers = new Map<string, { readonly at: number; readonly addresses: string[] }>()
  readonly #pending = new Map<string, Promise<string[]>>()

  /**
   * The addresses of a name, in the order in which they are to be tried; at least one.
   *
   * `localhost` and names below it are the loopback addresses, whatever the system says (RFC 6761
   * §6.3): hosts files often list one family only.
   *
   * @throws the system's error (`ENOTFOUND`, `EAI_AGAIN`, …); errors are not kept
   */
  async resolve(host: string): Promise<readonly string[]> {
    if (/^(?:.+\.)?localhost\.?$/i.test(host)) return ['127.0.0.1', '::1']
    const known = this.#answers.get(host)
    if (known && now() - known.at < lifetime) return known.addresses
    let pending = this.#pending.get(host)
    if (!pending) {
      pending = systemLookup(host)
        .then((addresses) => {
          if (this.#answers.size >= capacity) this.#answers.clear()
          this.#answers.set(host, { at: now(), addresses })
          return addresses
        })
        .finally(() => this.#pending.delete(host))
      this.#pending.set(host, pending)
    }
    return pending
  }
}

function systemLookup(host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) reject(error)
      else if (found.length) resolve(found.map(({ address }) => address))
      else {
        const message = `getaddrinfo ENOTFOUND ${host}`
        reject(Object.assign(new Error(message), { code: 'ENOTFOUND' }))
      }
    })
  })
}
