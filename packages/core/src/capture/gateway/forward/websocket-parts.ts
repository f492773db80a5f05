import type { Writable } from 'node:stream'
import * as ws from 'ws'

/** Reads frames: a stream of bytes in, messages out. It changes the bytes it is given. */
export interface FrameReceiver extends Writable {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
  on(event: 'conclude', listener: (code: number, reason: Buffer) => void): this
  on(event: string, listener: (...parameters: never[]) => void): this
}

type ExtensionParameters = Record<string, Array<Record<string, unknown>>>

interface Deflate {
  params: object | null
  normalizeParams(list: Array<Record<string, unknown>>): object[]
  cleanup(): void
}

interface Parts {
  readonly extension: { parse(header: string): ExtensionParameters }
  readonly PerMessageDeflate: new (options: { isServer: boolean }) => Deflate
  readonly Receiver: new (options: {
    /** Whether masked frames are read, which clients send. */
    isServer: boolean
    extensions: Record<string, Deflate>
    maxPayload: number
    skipUTF8Validation: boolean
  }) => FrameReceiver
}

/** Parts of `ws` that it exports, and its typings lack. */
const parts = ws as unknown as Parts

export const extension: Parts['extension'] = parts.extension
export const PerMessageDeflate: Parts['PerMessageDeflate'] = parts.PerMessageDeflate
export const Receiver: Parts['Receiver'] = parts.Receiver
