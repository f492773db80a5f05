import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { TlsInfo } from '../../../entry/entry.ts'
import { now } from '../clock.ts'
import type { UpstreamFacts } from '../engine.ts'
import { toAbsoluteForm } from './absolute-form.ts'
import type { MockttpModules } from './modules.ts'

type Writable<T> = { -readonly [Key in keyof T]: Writable<T[Key]> }

/** What is seen of the request to the server while it is made. */
export class UpstreamTap {
  readonly facts: Writable<UpstreamFacts> = { moments: {} }
  /** The server's answer, as soon as its head is there. */
  response: IncomingMessage | undefined
  /** What went wrong on the way to the server, or back. */
  error: Error | undefined

  /** Follows one request; mockttp may make a second one when the first connection was stale. */
  follow(request: ClientRequest): void {
    const { moments } = this.facts
    moments.created ??= now()
    request.once('socket', (socket: Socket) => {
      moments.socket = now()
      if (socket.connecting) {
        this.facts.reused = false
        socket.once('lookup', () => (moments.lookup = now()))
        socket.once('connect', () => {
          moments.connected = now()
          this.#note(socket)
        })
        if (socket instanceof TLSSocket) {
          socket.once('secureConnect', () => {
            moments.secured = now()
            this.#note(socket)
          })
        }
      } else {
        this.facts.reused = true
        this.#note(socket)
      }
    })
    request.once('finish', () => (moments.sent = now()))
    request.once('error', (error) => this.fail(error))
    const onResponse = (response: IncomingMessage): void => {
      moments.responded = now()
      this.response = response
      response.once('error', (error) => this.fail(error))
      // An HTTP/2 stream that was cut off ends like a whole one, but for its code (RFC 9113 §7).
      response.prependOnceListener('end', () => {
        if ((request as { _request?: { rstCode?: number } })._request?.rstCode)
          this.fail(new CutOff())
      })
      this.#note(response.socket)
    }
    request.once('response', onResponse)
    request.once('upgrade', onResponse)
  }

  /** The first error is the cause of the others. */
  fail(error: Error): void {
    this.error ??= error
  }

  #note(socket: Socket | undefined): void {
    if (!socket?.remoteAddress) return
    this.facts.remoteAddress = socket.remoteAddress
    if (socket.remotePort !== undefined) this.facts.remotePort = socket.remotePort
    // There is a cipher once the handshake is done.
    if (socket instanceof TLSSocket && socket.getCipher()) this.facts.tls = describeTls(socket)
  }
}

class CutOff extends Error {
  readonly code = 'ECONNRESET'
  override readonly message = 'The server closed the connection before the response was complete'
}

const tlsInfos = new WeakMap<TLSSocket, TlsInfo>()

function describeTls(socket: TLSSocket): TlsInfo {
  const known = tlsInfos.get(socket)
  if (known) return known
  const certificate = socket.getPeerX509Certificate?.()
  const protocol = socket.getProtocol()
  const serverName = (socket as { servername?: string | false }).servername
  const info: TlsInfo = {
    ...(protocol && { protocol }),
    cipher: socket.getCipher().standardName,
    ...(socket.alpnProtocol && { alpn: socket.alpnProtocol }),
    ...(serverName && { serverName }),
    ...(certificate && {
      certificate: {
        subject: certificate.subject,
        issuer: certificate.issuer,
        validFrom: new Date(certificate.validFrom).toISOString(),
        validTo: new Date(certificate.validTo).toISOString(),
        fingerprint256: certificate.fingerprint256,
      },
    }),
  }
  tlsInfos.set(socket, info)
  return info
}

const current = new AsyncLocalStorage<UpstreamTap>()

/** Runs `work`; requests that it makes, also later, are followed by `tap`. */
export function runWithTap<T>(tap: UpstreamTap, work: () => T): T {
  return current.run(tap, work)
}

/**
 * Makes the request functions that mockttp uses tell the running {@link UpstreamTap}. Requests made
 * outside of `runWithTap` are untouched. Returns the undo.
 */
export function observeRequests({ http2Wrapper }: MockttpModules): () => void {
  // CommonJS objects, whose properties can be replaced; an `import` would give frozen bindings.
  const require = createRequire(import.meta.url)
  type Requesting = { request: (...parameters: never[]) => ClientRequest }
  const http = require('node:http') as Requesting
  const https = require('node:https') as Requesting
  const undo: Array<() => void> = []

  for (const module of [http, https]) {
    const original = module.request
    const observed = function (this: unknown, ...parameters: never[]): ClientRequest {
      const tap = current.getStore()
      if (!tap) return original.apply(this, parameters)
      const [options, ...rest] = parameters
      const request = original.call(this, toAbsoluteForm(options) as never, ...rest)
      tap.follow(request)
      return request
    }
    module.request = observed
    undo.push(() => {
      if (module.request === observed) module.request = original
    })
  }

  const auto = http2Wrapper.auto
  const observedAuto = Object.assign(async (...parameters: never[]) => {
    const tap = current.getStore()
    if (tap) tap.facts.moments.created = now()
    const request = await auto(...parameters).catch((error: Error) => {
      tap?.fail(error)
      throw error
    })
    // HTTP/1.1 servers are reached through http.request, which told the tap already.
    if (
      tap &&
      request.constructor !== (require('node:http') as { ClientRequest: unknown }).ClientRequest
    ) {
      tap.follow(request as unknown as ClientRequest)
    }
    return request
  }, auto)
  http2Wrapper.auto = observedAuto
  undo.push(() => {
    if (http2Wrapper.auto === observedAuto) http2Wrapper.auto = auto
  })

  return () => undo.toReversed().forEach((step) => step())
}
