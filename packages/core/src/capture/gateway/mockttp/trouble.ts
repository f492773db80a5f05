import { now } from '../clock.ts'
import type { Connection, EngineHandler } from '../engine.ts'
import type { MockttpServer } from './modules.ts'

interface TlsErrorEvent {
  readonly failureCause: string
  readonly remotePort: number
  readonly tlsMetadata?: { readonly sniHostname?: string }
}

interface PassthroughEvent {
  readonly destination?: { readonly hostname: string; readonly port: number }
  readonly remotePort: number
}

interface ClientErrorEvent {
  readonly errorCode?: string
  readonly request: { readonly remotePort?: number }
  readonly response: unknown
}

const tlsCauses: Readonly<Record<string, string>> = {
  closed:
    'The client closed the connection right after TLS was set up: it probably does not trust the proxy’s certificate',
  reset: 'The client reset the connection while TLS was set up',
  'cert-rejected': 'The client does not trust the proxy’s certificate',
  'no-shared-cipher': 'Client and proxy share no cipher',
  'handshake-timeout': 'The client did not finish the TLS handshake',
}

/** Passes on what mockttp tells of connections that did not become exchanges. */
export async function listenForTrouble(
  server: MockttpServer,
  handler: EngineHandler,
  connections: () => Iterable<Connection>,
): Promise<void> {
  // These events carry no tags, only the port the client called from.
  const find = (remotePort: number | undefined): Connection | undefined => {
    for (const connection of connections()) {
      if (connection.remotePort === remotePort) return connection
    }
    return undefined
  }

  await server.on('tls-client-error', (event: TlsErrorEvent) => {
    const connection = find(event.remotePort)
    const authority = connection?.tunnel ?? event.tlsMetadata?.sniHostname
    const message = tlsCauses[event.failureCause] ?? 'The TLS handshake with the client failed'
    handler.trouble(
      { kind: 'client-tls', message, at: now(), ...(authority && { authority }) },
      connection,
    )
  })
  await server.on('raw-passthrough-opened', (event: PassthroughEvent) => {
    const { destination } = event
    handler.trouble(
      {
        kind: 'opaque',
        message:
          'A tunnel carries something that is neither TLS nor HTTP; it was passed through unread',
        at: now(),
        ...(destination && { authority: `${destination.hostname}:${destination.port}` }),
      },
      find(event.remotePort),
    )
  })
  await server.on('client-error', (event: ClientErrorEvent) => {
    // The event also fires when a client just closes an idle connection.
    if (event.response === 'aborted' || event.errorCode === 'ECONNRESET') return
    handler.trouble(
      {
        kind: 'malformed',
        message: `A client sent something that is not valid HTTP (${event.errorCode ?? 'unknown'})`,
        at: now(),
      },
      find(event.request.remotePort),
    )
  })
}
