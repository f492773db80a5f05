import type {
  Annotation,
  Attribution,
  ClientTimings,
  Failure,
  InformationalEntry,
  Message,
  ServerConnection,
  Step,
  TlsInfo,
} from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { SessionInfo } from '../../entry/session-info.ts'
import type { WrittenAttachments } from './attachments.ts'

/**
 * HAR 1.2 as Hartifact writes it (http://www.softwareishard.com/blog/har-12-spec/). All that HAR
 * cannot carry exactly stands under one `_hartifact` key per level; what the standard fields say
 * exactly is not repeated there. `schema.json` holds the same shape for validators.
 */
export interface HarEntry {
  readonly pageref: string
  /** ISO time in milliseconds. */
  readonly startedDateTime: string
  /** Sum of the known timings, without `ssl`, which `connect` includes. */
  readonly time: number
  readonly request: HarRequest
  readonly response: HarResponse
  readonly cache: Readonly<Record<string, never>>
  readonly timings: HarTimings
  readonly serverIPAddress?: string
  readonly connection?: string
  readonly comment?: string
  /** As Chrome names it; only where importers need it. */
  readonly _resourceType?: 'websocket' | 'eventsource'
  readonly _webSocketMessages?: readonly HarWebSocketMessage[]
  readonly _eventSourceMessages?: readonly HarEventSourceMessage[]
  readonly _hartifact: HartifactEntry
}

export interface HarRequest {
  readonly method: string
  /** Without fragment. */
  readonly url: string
  readonly httpVersion: string
  readonly cookies: readonly HarCookie[]
  readonly headers: readonly HarPair[]
  /** Decoded. */
  readonly queryString: readonly HarPair[]
  readonly postData?: HarPostData
  /** -1: not known. */
  readonly headersSize: number
  readonly bodySize: number
  /** A body that is not UTF-8 text, as HTTP Toolkit reads it. */
  readonly _content?: { readonly size: number; readonly encoding: 'base64'; readonly text: string }
}

export interface HarResponse {
  /** 0: there was none, as Chrome and Firefox have it. */
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly cookies: readonly HarCookie[]
  readonly headers: readonly HarPair[]
  readonly content: HarContent
  /** `Location` as sent, or empty. */
  readonly redirectURL: string
  readonly headersSize: number
  /** Bytes on the wire; -1: not known. */
  readonly bodySize: number
  /** Why there is no response, or not a whole one, as Chrome has it. */
  readonly _error?: string
}

export interface HarPair {
  readonly name: string
  readonly value: string
}

export interface HarCookie extends HarPair {
  readonly path?: string
  readonly domain?: string
  readonly expires?: string
  readonly httpOnly?: boolean
  readonly secure?: boolean
  /** Not in 1.2, but every browser writes it. */
  readonly sameSite?: string
}

export interface HarPostData {
  readonly mimeType: string
  /** HAR 1.2 wants either `params` or `text`; importers need the text, so forms have both. */
  readonly params?: readonly HarParam[]
  readonly text?: string
  /** Of the HAR 1.3 proposal. */
  readonly encoding?: 'base64'
  readonly comment?: string
}

export interface HarParam {
  readonly name: string
  readonly value?: string
  readonly fileName?: string
  readonly contentType?: string
}

export interface HarContent {
  /** Bytes after content decoding; -1: not known. */
  readonly size: number
  /** Bytes saved by the content coding; negative when it made the body larger. */
  readonly compression?: number
  readonly mimeType: string
  readonly text?: string
  readonly encoding?: 'base64'
  readonly comment?: string
}

/** Milliseconds; -1: not known or does not apply. */
export interface HarTimings {
  readonly blocked: number
  readonly dns: number
  readonly connect: number
  readonly ssl: number
  readonly send: number
  readonly wait: number
  readonly receive: number
}

/** One WebSocket message as Chrome writes it. */
export interface HarWebSocketMessage {
  readonly type: 'send' | 'receive'
  /** Seconds since 1970. */
  readonly time: number
  /**
   * 1 text, 8 close (`data` is the reason), 2 binary, 9 ping, 10 pong (`data` is base64); RFC 6455
   * §11.8.
   */
  readonly opcode: number
  readonly data: string
  readonly _hartifact?: HartifactMessage
}

/** One event of an event stream, in the likeness of {@link HarWebSocketMessage}. */
export interface HarEventSourceMessage {
  /** Seconds since 1970. */
  readonly time: number
  readonly data: string
  readonly eventName?: string
  readonly eventId?: string
  readonly _hartifact?: HartifactMessage
}

/** What the message around it does not say, or not exactly. */
export type HartifactMessage = Partial<Pick<Message, 'at' | 'size' | 'code'>>

/** `log._hartifact` */
export interface HartifactLog {
  readonly schema: 1
  readonly info: SessionInfo
  readonly steps?: readonly Step[]
  readonly annotations?: readonly Annotation[]
  /** What is attached to them, by `sha256`, in base64. */
  readonly attachments?: WrittenAttachments
}

/** `entry._hartifact`: a field is absent when the standard fields say the same. */
export interface HartifactEntry {
  readonly id: string
  readonly startedAt?: string
  readonly total?: number | null
  readonly attribution?: Attribution
  readonly remoteAddress?: string
  readonly remotePort?: number
  readonly tls?: TlsInfo
  /** The standard `connection` names the client's. */
  readonly serverConnection?: ServerConnection
  readonly informational?: readonly InformationalEntry[]
  readonly clientTimings?: ClientTimings
  readonly failure?: Failure
  /** Only when neither `_webSocketMessages` nor `_eventSourceMessages` can hold them. */
  readonly messages?: readonly Message[]
  readonly annotations?: readonly Annotation[]
  /** What is attached to them, by `sha256`, in base64. */
  readonly attachments?: WrittenAttachments
  /** A step that the session does not know, and so has no page. */
  readonly step?: string
  readonly late?: boolean
  readonly request?: HartifactPart & { readonly url?: string }
  /** Null when there was no response. */
  readonly response?: HartifactPart | null
}

export interface HartifactPart {
  readonly trailers?: HeaderList
  readonly body?: HartifactBody
}

/** What the text of a body does not say; its size on the wire is `bodySize`. */
export interface HartifactBody {
  readonly sha256: string
  readonly decodedSize?: number
  readonly truncated?: { readonly size: number }
  /** The bytes on the wire in base64, when the text holds them without their content coding. */
  readonly wire?: string
  /** `decoded`: only the decoded bytes are in the file. `none`: no bytes are. */
  readonly kept?: 'decoded' | 'none'
}
