import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'

/** The version the remedies in this folder were written for and tested with. */
export const supportedVersion = '4.6.5'

/** What this folder uses of mockttp's server, including members that its typings call private. */
export interface MockttpServer {
  server: Server | undefined
  /** Takes every request of every protocol; read by `start`. */
  app: (request: TappedRequest, response: ServerResponse) => void
  start(port: number): Promise<void>
  stop(): Promise<void>
  on(event: string, listener: (event: never) => void): Promise<void>
  forUnmatchedRequest(): { thenPassThrough(options: object): Promise<unknown> }
  forAnyWebSocket(): { thenPassThrough(options: object): Promise<unknown> }
  handleRequest(request: TappedRequest, response: ServerResponse): Promise<void>
  handleWebSocket(request: TappedRequest, socket: Socket, head: Buffer): Promise<void>
}

/** A request after mockttp has looked at it: then it has an id and an absolute URL. */
export type TappedRequest = IncomingMessage & { id?: string }

/** What mockttp knows of a request when it looks for an agent. */
export interface AgentOptions {
  readonly protocol?: string
  readonly hostname: string
  readonly port: number
  readonly proxySettingSource?: { readonly proxyUrl?: string; readonly noProxy?: readonly string[] }
}

/** A certificate for one host, PEM. */
export interface LeafCertificate {
  readonly key: string
  readonly cert: string
  readonly ca: string
  readonly expiresAt: Date
}

/** Options of a TLS connection; the typings of Node lack `requestOCSP`. */
export type UpstreamTlsOptions = ConnectionOptions & { requestOCSP?: boolean }

/** The CommonJS modules of mockttp whose exports are used or replaced. */
export interface MockttpModules {
  readonly MockttpServer: new (options: object) => MockttpServer
  readonly socketUtil: {
    isSocketLoop(outgoing: Iterable<Socket>, incoming: Socket): boolean
  }
  readonly passthrough: {
    getDnsLookupFunction(options: unknown): (...parameters: never[]) => void
    getUpstreamTlsOptions(parameters: unknown): UpstreamTlsOptions
  }
  readonly certificates: {
    getCA(authority: { cert: string; key: string }): Promise<{
      generateCertificate(host: string): Promise<LeafCertificate>
    }>
  }
  readonly agents: { getAgent(options: AgentOptions): Promise<unknown> }
  readonly proxyConfig: {
    matchesNoProxy(hostname: string, port: number, noProxy: readonly string[] | undefined): boolean
  }
  readonly symbols: {
    readonly SocketMetadata: symbol
    readonly LastTunnelAddress: symbol
  }
  readonly http2Wrapper: { auto: (...parameters: never[]) => Promise<IncomingMessage> }
}

/**
 * Loads mockttp. Only the server module is loaded: the package's main module also pulls in its
 * admin server, which costs a third of a second.
 */
export function loadMockttp(): MockttpModules {
  const require = createRequire(import.meta.url)
  const manifest = join(require.resolve('mockttp/dist/main'), '../../package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  if (version !== supportedVersion) {
    throw new Error(`mockttp ${version} is installed, ${supportedVersion} is needed`)
  }
  const server = require('mockttp/dist/server/mockttp-server')
  const fromMockttp = createRequire(require.resolve('mockttp/dist/server/mockttp-server'))
  return {
    MockttpServer: server.MockttpServer,
    socketUtil: require('mockttp/dist/util/socket-util'),
    passthrough: require('mockttp/dist/rules/passthrough-handling'),
    certificates: require('mockttp/dist/util/certificates'),
    agents: require('mockttp/dist/rules/http-agents'),
    proxyConfig: require('mockttp/dist/rules/proxy-config'),
    symbols: require('mockttp/dist/util/socket-extensions'),
    http2Wrapper: fromMockttp('http2-wrapper'),
  }
}
