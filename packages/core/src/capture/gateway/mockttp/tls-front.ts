import { TLSSocket } from 'node:tls'
import type { MockttpModules } from './modules.ts'

/** What a client says when it begins TLS. */
export interface ClientHello {
  /** `host:port` of the tunnel it is in. */
  readonly tunnel: string
  /** Name of the server (SNI, RFC 6066 §3). */
  readonly serverName?: string
  /** Protocols it would speak (ALPN, RFC 7301). */
  readonly protocols: readonly string[]
}

/** Chooses the protocol for a client; `undefined` leaves the choice to mockttp. */
export type ChooseProtocol = (hello: ClientHello) => Promise<string | undefined>

/** Under which the engine leaves on a socket who chooses. */
const chooser = Symbol('hartifact-choose-protocol')

type Marked = Record<symbol, unknown> & { readonly _parent?: Marked | null }

interface FrontSocket extends Marked {
  readonly destroyed: boolean
  readonly _tlsOptions?: { readonly isServer?: boolean }
  readonly _handle?: { oncertcb?: (info: { servername?: string }) => unknown }
}

/** Lets `choose` decide for all TLS that is spoken on this socket. */
export function chooseProtocolOn(socket: object, choose: ChooseProtocol): void {
  ;(socket as Marked)[chooser] = choose
}

/**
 * Two remedies at the moment when a client's hello is there and no certificate has been chosen yet.
 *
 * Clients name a server in TLS only by a DNS name, and some not at all. For these the target of the
 * tunnel takes its place; otherwise they would all get the same certificate.
 *
 * mockttp offers HTTP/2 to every client, also in the name of servers that do not speak it. Here the
 * server is asked first, and the client gets its answer.
 */
export function answerHello({ symbols }: MockttpModules): void {
  const prototype = TLSSocket.prototype as unknown as { _init(...parameters: unknown[]): void }
  const init = prototype._init
  prototype._init = function (this: FrontSocket, ...parameters) {
    init.apply(this, parameters)
    const handle = this._handle
    const chooseCertificate = handle?.oncertcb
    const parent = this._parent
    const tunnel = parent?.[symbols.LastTunnelAddress] as string | undefined
    if (!this._tlsOptions?.isServer || !handle || !chooseCertificate || !parent) return
    if (!tunnel) {
      if (chooserOf(parent)) setProtocol(this, 'http/1.1')
      return
    }
    handle.oncertcb = (info) => {
      const serverName = info.servername || undefined
      const host = tunnel.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
      if (!serverName) info.servername = host
      const go = (): unknown => chooseCertificate.call(handle, info)
      const choose = chooserOf(parent)
      if (!choose) return go()
      const metadata = parent[symbols.TlsMetadata] as { clientAlpn?: string[] } | undefined
      const protocols = metadata?.clientAlpn ?? []
      void choose({ tunnel, protocols, ...(serverName && { serverName }) }).then((chosen) => {
        if (this.destroyed) return
        if (chosen !== undefined && protocols.includes(chosen)) setProtocol(this, chosen)
        go()
      })
      return undefined
    }
  }
}

function chooserOf(socket: Marked | null | undefined): ChooseProtocol | undefined {
  for (let one = socket; one; one = one._parent) {
    if (one[chooser]) return one[chooser] as ChooseProtocol
  }
  return undefined
}

/** Node asks a function, which it keeps on the socket under a symbol of its own. */
function setProtocol(socket: Marked, protocol: string): void {
  const key = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description?.toLowerCase() === 'alpncallback',
  )
  if (key) socket[key] = () => protocol
}
