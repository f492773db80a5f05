import type { Socket } from 'node:net'
import { now } from '../clock.ts'
import type { Connection, EngineHandler } from '../engine.ts'
import type { MockttpModules, TlsFailure } from './modules.ts'

const tlsCauses: Readonly<Record<string, string>> = {
  closed:
    'The client closed the connection right after TLS was set up: it probably does not trust the proxy’s certificate',
  reset:
    'The client reset the connection while TLS was set up: it probably does not trust the proxy’s certificate',
  'cert-rejected': 'The client does not trust the proxy’s certificate',
  'no-shared-cipher': 'Client and proxy share no cipher',
  'handshake-timeout': 'The client did not finish the TLS handshake',
}

/** What is answered to something that is not HTTP, by the parser's code. */
const answers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Tells of connections that did not become exchanges. */
export class TroubleTeller {
  readonly #handler: EngineHandler
  readonly #symbols: MockttpModules['symbols']

  constructor(handler: EngineHandler, symbols: MockttpModules['symbols']) {
    this.#handler = handler
    this.#symbols = symbols
  }

  tlsFailed(
    socket: Socket,
    { failureCause, tlsMetadata }: TlsFailure,
    connection: Connection | undefined,
  ): void {
    // Later errors are those of an exchange.
    if ((socket as unknown as Record<symbol, unknown>)[this.#symbols.TlsSetupCompleted]) return
    const authority = connection?.tunnel ?? tlsMetadata?.sniHostname
    const message = tlsCauses[failureCause] ?? 'The TLS handshake with the client failed'
    this.#handler.trouble(
      { kind: 'client-tls', message, at: now(), ...(authority && { authority }) },
      connection,
    )
  }

  /** Answers what the parser did not understand. */
  notHttp(
    socket: Socket,
    { code = 'unknown' }: NodeJS.ErrnoException,
    connection: Connection | undefined,
  ): void {
    // Node says so also when a client just closes an idle connection.
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    // RFC 9112 §9.6: nothing may get into a response that is under way.
    if ((socket as { _httpMessage?: { _headerSent: boolean } | null })._httpMessage?._headerSent)
      socket.destroy()
    else socket.end(`HTTP/1.1 ${answers[code] ?? '400 Bad Request'}\r\nconnection: close\r\n\r\n`)
    this.#handler.trouble(
      {
        kind: 'malformed',
        message: `A client sent something that is not valid HTTP (${code})`,
        at: now(),
      },
      connection,
    )
  }

  unread(authority: string, connection: Connection): void {
    const message =
      'A tunnel carries something that is neither TLS nor HTTP; it was passed through unread'
    this.#handler.trouble({ kind: 'opaque', message, at: now(), authority }, connection)
  }
}
