import type { Failure, FailureKind } from '../../../entry/entry.ts'

const kinds: ReadonlyArray<readonly [pattern: RegExp, kind: FailureKind]> = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)/, 'refused'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)/, 'timeout'],
  [/CERT|^(EPROTO|ERR_TLS|ERR_SSL|UNABLE_TO_|DEPTH_ZERO|HOSTNAME_MISMATCH)/, 'upstream-tls'],
  [/^(HPE_|ERR_HTTP2?_|ERR_INVALID)/, 'protocol'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)/, 'reset'],
]

/** What an error on the way to the server means. */
export function upstreamFailure(error: { code?: string; message?: string }): Failure {
  const code = error.code ?? ''
  const kind = kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  const message = (error.message ?? 'The connection to the server failed').replace(
    /^Upstream connection error: /,
    '',
  )
  return { kind, message: firstLine(message), ...(code && { code }) }
}

/** The client closed its side before it had the whole response. */
export const clientAborted: Failure = {
  kind: 'client-aborted',
  message: 'The client closed the connection before the response was complete',
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text
}

/** mockttp answered itself, because it could not forward the request. */
export const madeByProxy: Failure = {
  kind: 'refused-by-proxy',
  message: 'The proxy could not forward the request and answered it itself',
}
