import { isIP, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { now } from '../clock.ts'
import type { Attempt } from './attempt.ts'
import { authorityForm } from './authority-form.ts'
import type { Destination } from './destination.ts'
import { race } from './race.ts'
import { Resolver } from './resolver.ts'
import type { Securer } from './securer.ts'

/** The steps that every connection is made of: name, TCP, TLS. */
export class Connector {
  readonly #resolver = new Resolver()
  readonly #securer: Securer

  constructor(securer: Securer) {
    this.#securer = securer
  }

  /** The addresses of a host, at least one. */
  async resolve(attempt: Attempt, host: string): Promise<readonly string[]> {
    if (isIP(host)) return [host]
    const addresses = await attempt.step<readonly string[]>(
      `the name lookup of ${host}`,
      (resolve, reject) => void this.#resolver.resolve(host).then(resolve, reject),
    )
    attempt.moments.lookup = now()
    return addresses
  }

  /** A TCP connection. */
  async connect(attempt: Attempt, host: string, port: number): Promise<Socket> {
    const addresses = await this.resolve(attempt, host)
    const socket = await attempt.step<Socket>(
      `the connection to ${authorityForm(host, port)}`,
      (resolve, reject) =>
        race(
          addresses,
          port,
          (winner) => {
            attempt.hold(winner)
            resolve(winner)
          },
          reject,
        ),
    )
    attempt.moments.connected = now()
    return socket
  }

  /** TLS on a connection. */
  async secure(
    attempt: Attempt,
    socket: Socket,
    destination: Destination,
    whom?: string,
  ): Promise<TLSSocket> {
    const secure = await this.#securer.secure(attempt, socket, destination, whom)
    attempt.moments.secured = now()
    return secure
  }
}
