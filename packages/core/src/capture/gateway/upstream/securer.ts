import { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { TlsInfo } from '../../../entry/entry.ts'
import type { Attempt } from './attempt.ts'
import { authorityForm } from './authority-form.ts'
import type { Destination } from './destination.ts'
import { describeTls } from './tls-info.ts'
import type { Trust } from './trust.ts'

/** A TLS session that can be resumed. */
interface Resumable {
  readonly ticket: Buffer
  readonly certificate: TlsInfo['certificate']
}

/** Sessions that are kept, one per destination. */
const capacity = 256

/**
 * RFC 9110 §4.3.5: the address must be in the certificate. Node's own check takes IPv6 addresses for
 * names from 22.23 on, and then no certificate fits.
 */
function checkAddress(address: string, certificate: PeerCertificate): Error | undefined {
  if (new X509Certificate(certificate.raw).checkIP(address)) return undefined
  return checkServerIdentity(address, certificate)
}

/** Starts TLS on connections, and resumes sessions, which saves a part of each handshake's work. */
export class Securer {
  readonly #trust: Trust
  /** The least recently stored is the first. */
  readonly #sessions = new Map<string, Resumable>()

  constructor(trust: Trust) {
    this.#trust = trust
  }

  /**
   * Makes the handshake.
   *
   * @param socket - connected to the server, maybe through a tunnel
   * @param whom - how the server is called when time runs out
   * @throws OpenSSL's or Node's error when the server's certificate is not trusted, is for another
   * name, or the two have no protocol in common
   */
  secure(
    attempt: Attempt,
    socket: Socket,
    destination: Destination,
    whom: string = authorityForm(destination.host, destination.port),
  ): Promise<TLSSocket> {
    const { clientTls, host, port, protocols, serverName = host } = destination
    return attempt.step(`the TLS handshake with ${whom}`, (resolve) => {
      // RFC 6066 §3: a name in SNI has no dot at its end, and is not an address.
      const name = serverName.replace(/\.$/, '')
      const trust = this.#trust.for(destination)
      const key = JSON.stringify([host, port, name, protocols, clientTls])
      // Servers that ask for certificates often refuse to resume.
      const session = trust.identified ? undefined : this.#sessions.get(key)
      const secured = connect({
        socket,
        secureContext: trust.context,
        rejectUnauthorized: trust.verified,
        host: name,
        ...(isIP(name) ? { checkServerIdentity: checkAddress } : { servername: name }),
        ...(protocols && { ALPNProtocols: [...protocols] }),
        ...(session && { session: session.ticket }),
      })
      attempt.hold(secured)
      if (!trust.identified) {
        // Comes after `secureConnect`, but only to who has listened from the beginning.
        secured.on('session', (ticket: Buffer) => {
          this.#keep(key, { ticket, certificate: describeTls(secured).certificate })
        })
      }
      // What the server could not resume is not offered again.
      const forget = (): void => void this.#sessions.delete(key)
      secured.once('error', forget)
      secured.once('secureConnect', () => {
        secured.off('error', forget)
        describeTls(secured, secured.isSessionReused() ? session?.certificate : undefined)
        resolve(secured)
      })
    })
  }

  #keep(key: string, session: Resumable): void {
    this.#sessions.delete(key)
    const [oldest] = this.#sessions.size < capacity ? [] : this.#sessions.keys()
    if (oldest !== undefined) this.#sessions.delete(oldest)
    this.#sessions.set(key, session)
  }
}
