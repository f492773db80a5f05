import type { Readable, Writable } from 'node:stream'
import type { HeaderList } from '../../../entry/headers.ts'
import type { InformationalResponse, ResponseHead } from '../engine.ts'

/** The client's half of an exchange: its request comes from here, the response goes there. */
export interface ClientHalf {
  /** The body of the request. */
  readonly body: Readable
  /** Where the body of the response goes, once {@link ClientHalf.respond} was called. */
  readonly sink: Writable
  /** False when the head of the request says that no body follows. */
  readonly hasBody: boolean
  /** Known when the body has ended. */
  trailers(): HeaderList
  /** Passes on an interim response. */
  inform(head: InformationalResponse): void
  /**
   * Passes on the head of the response, as it is.
   *
   * @param isLast - whether neither body nor trailers follow
   */
  respond(head: ResponseHead, isLast: boolean): void
  /** Ends the response. */
  end(trailers: HeaderList): void
  /** The server wants no more of the request, after its whole response. */
  stop(): void
  /** Breaks off, so that the client cannot take what it has for a whole response. */
  reset(code?: number): void
  /** Told once, when the last byte was handed to the system, or the client is gone. */
  onceSent(listener: (isWhole: boolean) => void): void
  /** Told when nothing can come from the client any more. */
  onceGone(listener: () => void): void
}
