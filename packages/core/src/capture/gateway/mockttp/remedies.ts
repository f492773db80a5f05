import type { IncomingMessage } from 'node:http'
import { headLimit } from '../forward/http1-server.ts'
import { http2Limits, http2Settings } from '../forward/http2-limits.ts'
import type { ComboServer } from './modules.ts'

/** Longer than any common client keeps an idle connection, so that it is never us who closes first. */
const keepAliveTimeout = 65_000

/** Sets what mockttp leaves at Node's defaults, which are those of a web server. */
export function relaxLimits({ _http2Server, _httpServer }: ComboServer): void {
  _httpServer.keepAliveTimeout = keepAliveTimeout
  // How long a request may take and how large its head may be is the server's to say.
  _httpServer.requestTimeout = 0
  _httpServer.headersTimeout = 0
  _httpServer.maxHeaderSize = headLimit
  // Node leaves out what is beyond 1,000 fields, without a word.
  _httpServer.maxHeadersCount = 0
  const options = Object.getOwnPropertySymbols(_http2Server)
    .map((symbol) => (_http2Server as unknown as Record<symbol, unknown>)[symbol])
    .find(isOptions)
  if (options) Object.assign(options, http2Limits)
  _http2Server.updateSettings(http2Settings)
}

interface ParsedSocket {
  readonly parser?: {
    onIncoming: (request: IncomingMessage, keepAlive: boolean) => number
  } | null
}

/** What tells Node's parser that its protocol ends with this head. */
const switches = 2

/**
 * Since Node 26 the body of a request that asks for an upgrade is parsed before the socket is let go,
 * and the event comes with a stream that is not the socket. Here all that is behind the head comes
 * untouched, as it does in earlier versions: such a request may have to be parsed once more, and Node
 * loses what a client sends behind one whose upgrade is declined by `shouldUpgradeCallback`.
 */
export function endUpgradesWithTheirHead({ _httpServer }: ComboServer): void {
  _httpServer.on('connection', ({ parser }: ParsedSocket) => {
    if (!parser) return
    const { onIncoming } = parser
    parser.onIncoming = (request, keepAlive) => {
      const verdict = onIncoming(request, keepAlive)
      return (request as { upgrade?: boolean }).upgrade ? switches : verdict
    }
  })
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'unknownProtocolTimeout' in value
}
