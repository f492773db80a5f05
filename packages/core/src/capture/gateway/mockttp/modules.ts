import { readFileSync } from 'node:fs'
import type { Server as Http1Server, IncomingMessage, ServerResponse } from 'node:http'
import type { Http2Server } from 'node:http2'
import Module, { createRequire } from 'node:module'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'

/** The version the remedies in this folder were written for and tested with. */
export const supportedVersion = '4.6.5'

/** mockttp's server that takes sockets of any protocol, with the parts that are used by us. */
export interface ComboServer extends Server {
  readonly _httpServer: Http1Server & {
    maxHeaderSize: number
  }
  readonly _http2Server: Http2Server
}

/** What mockttp tells of a TLS handshake that failed. */
export interface TlsFailure {
  readonly failureCause: string
  readonly remotePort?: number
  readonly tlsMetadata?: { readonly sniHostname?: string }
}

export interface ComboOptions {
  readonly debug: boolean
  readonly https: { readonly key: string; readonly cert: string; readonly defaultDomain: string }
  readonly http2: boolean
  readonly socks: boolean
  readonly passthroughUnknownProtocols: boolean
  requestListener(request: IncomingMessage, response: ServerResponse): void
  tlsClientErrorListener(socket: Socket, failure: TlsFailure): void
  tlsPassthroughListener(socket: Socket, hostname: string, port?: number): void
  rawPassthroughListener(socket: Socket, hostname: string, port?: number): void
}

/** A certificate for one host, PEM. */
export interface LeafCertificate {
  readonly key: string
  readonly cert: string
  readonly ca: string
  readonly expiresAt: Date
}

/** Signs certificates in the name of an authority (both PEM). */
export type OpenAuthority = (authority: {
  readonly cert: string
  readonly key: string
}) => Promise<{ generateCertificate(host: string): Promise<LeafCertificate> }>

/** What is used of the CommonJS modules of mockttp. */
export interface MockttpModules {
  createComboServer(options: ComboOptions): Promise<ComboServer>
  /** Under which mockttp keeps on a socket what it knows of it. */
  readonly symbols: {
    readonly SocketMetadata: symbol
    readonly LastTunnelAddress: symbol
    readonly LastHopEncrypted: symbol
    readonly TlsMetadata: symbol
    readonly TlsSetupCompleted: symbol
  }
}

/**
 * Loads the part of mockttp that accepts connections: it tells protocols apart, speaks TLS, SOCKS and
 * CONNECT, and hands over requests. Its rules, its forwarding and its admin server are not loaded,
 * and neither are its certificates.
 *
 * @param getCA - takes the place of mockttp's own
 */
export function loadMockttp(getCA: OpenAuthority): MockttpModules {
  const require = createRequire(import.meta.url)
  const manifest = join(require.resolve('mockttp/dist/main'), '../../package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  if (version !== supportedVersion) {
    throw new Error(`mockttp ${version} is installed, ${supportedVersion} is needed`)
  }
  const { createComboServer } = loadApart(require, 'mockttp/dist/server/http-combo-server', {
    name: 'mockttp/dist/util/certificates',
    exports: { getCA },
  })
  return { createComboServer, symbols: require('mockttp/dist/util/socket-extensions') }
}

/**
 * Loads a module for us alone, with other exports in place of those of one that it asks for. Code of
 * the user in this thread may use mockttp as well, and gets all of it as it is.
 */
function loadApart(
  require: NodeJS.Require,
  name: string,
  replacement: { readonly name: string; readonly exports: object },
): any {
  const [own, replaced] = [require.resolve(name), require.resolve(replacement.name)]
  const { exports } = replacement
  const theirs = [own, replaced].map((path) => [path, require.cache[path]] as const)
  delete require.cache[own]
  require.cache[replaced] = Object.assign(new Module(replaced), { exports, loaded: true })
  try {
    return require(name)
  } finally {
    for (const [path, known] of theirs) {
      if (known) require.cache[path] = known
      else delete require.cache[path]
    }
  }
}
