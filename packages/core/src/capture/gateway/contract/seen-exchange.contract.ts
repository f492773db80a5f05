import type { HeaderList } from '../../../entry/headers.ts'
import type {
  Connection,
  EngineMessage,
  ExchangeHead,
  ExchangeObserver,
  ExchangeOutcome,
  InformationalResponse,
  ResponseHead,
} from '../engine.ts'

/** What an engine told about one exchange. */
export interface SeenExchange {
  readonly head: ExchangeHead
  readonly connection: Connection
  readonly requestBody: () => Buffer
  readonly responseBody: () => Buffer
  requestTrailers: HeaderList
  requestEnded: boolean
  readonly informational: InformationalResponse[]
  response?: ResponseHead
  responseTrailers: HeaderList
  readonly messages: EngineMessage[]
  outcome?: ExchangeOutcome
  readonly ended: Promise<void>
}

/** Who wants to know what is told. */
export interface Watcher {
  /** Anything has been told. */
  told(): void
  /** Something has been told that cannot be true at this point. */
  violation(what: string): void
  /** A promise holds the next chunk of this side back. */
  readonly hold?:
    | ((side: 'request' | 'response', seen: SeenExchange) => Promise<void> | undefined)
    | undefined
}

/** Makes an observer that keeps everything, and watches the order. */
export function observe(
  head: ExchangeHead,
  connection: Connection,
  watcher: Watcher,
): { observer: ExchangeObserver; seen: SeenExchange } {
  const bodies = { request: [] as Uint8Array[], response: [] as Uint8Array[] }
  const held = { request: false, response: false }
  let end = (): void => {}
  const seen: SeenExchange = {
    head,
    connection,
    requestBody: () => Buffer.concat(bodies.request),
    responseBody: () => Buffer.concat(bodies.response),
    requestTrailers: [],
    requestEnded: false,
    informational: [],
    responseTrailers: [],
    messages: [],
    ended: new Promise((resolve) => (end = resolve)),
  }

  const tell = (call: string, isOutOfOrder: boolean, work: () => void): void => {
    if (isOutOfOrder || seen.outcome) {
      watcher.violation(`${call} of ${head.method} ${head.url}${seen.outcome ? ' after end' : ''}`)
    }
    work()
    watcher.told()
  }
  const takeChunk = (
    side: 'request' | 'response',
    chunk: Uint8Array,
  ): Promise<void> | undefined => {
    const isEarly = side === 'request' ? seen.requestEnded : !seen.response
    tell(`${side}Body`, isEarly || held[side], () => bodies[side].push(Buffer.from(chunk)))
    const pending = watcher.hold?.(side, seen)
    if (!pending) return undefined
    held[side] = true
    return pending.then(() => {
      held[side] = false
    })
  }

  const observer: ExchangeObserver = {
    requestBody: (chunk) => takeChunk('request', chunk),
    responseBody: (chunk) => takeChunk('response', chunk),
    requestEnd: (trailers) =>
      tell('requestEnd', seen.requestEnded, () => {
        seen.requestTrailers = trailers
        seen.requestEnded = true
      }),
    informational: (answer) =>
      tell('informational', seen.response !== undefined, () => seen.informational.push(answer)),
    response: (answer) =>
      tell('response', seen.response !== undefined, () => (seen.response = answer)),
    responseTrailers: (trailers) =>
      tell('responseTrailers', !seen.response, () => (seen.responseTrailers = trailers)),
    message: (message) => {
      tell('message', !seen.response, () => seen.messages.push(message))
      return undefined
    },
    end: (outcome) => {
      tell('end', false, () => (seen.outcome = outcome))
      end()
    },
  }
  return { observer, seen }
}
