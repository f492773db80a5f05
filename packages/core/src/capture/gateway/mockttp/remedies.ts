import { headLimit } from '../forward/http1-server.ts'
import type { ComboServer } from './modules.ts'

/** Longer than any common client keeps an idle connection, so that it is never us who closes first. */
const keepAliveTimeout = 65_000

/** Megabytes that HTTP/2 may use for one connection; Node's 10 refuses streams under load. */
const sessionMemory = 256

/** Sets what mockttp leaves at Node's defaults, which are those of a web server. */
export function relaxLimits({ _http2Server, _httpServer }: ComboServer): void {
  _httpServer.keepAliveTimeout = keepAliveTimeout
  // How long a request may take and how large its head may be is the server's to say.
  _httpServer.requestTimeout = 0
  _httpServer.headersTimeout = 0
  _httpServer.maxHeaderSize = headLimit
  const options = Object.getOwnPropertySymbols(_http2Server)
    .map((symbol) => (_http2Server as unknown as Record<symbol, unknown>)[symbol])
    .find(isOptions)
  if (options) options.maxSessionMemory = sessionMemory
}

function isOptions(value: unknown): value is { maxSessionMemory?: number } {
  return typeof value === 'object' && value !== null && 'unknownProtocolTimeout' in value
}
