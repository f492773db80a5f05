/**
 * What Node lets one HTTP/2 connection have, in the words of its options. Its defaults are those of a
 * web server: with 10 MB of memory it refuses streams under load, and with more than 128 fields too.
 */
export const http2Limits: {
  readonly maxSessionMemory: number
  readonly maxHeaderListPairs: number
  readonly maxSendHeaderBlockLength: number
} = {
  /** Megabytes. */
  maxSessionMemory: 256,
  maxHeaderListPairs: 20_000,
  /** Bytes. */
  maxSendHeaderBlockLength: 1024 * 1024,
}

/** What is announced to the other side: bytes. */
export const http2Settings: {
  readonly enablePush: false
  readonly initialWindowSize: number
  readonly maxHeaderListSize: number
} = {
  enablePush: false,
  initialWindowSize: 1024 * 1024,
  maxHeaderListSize: 1024 * 1024,
}
