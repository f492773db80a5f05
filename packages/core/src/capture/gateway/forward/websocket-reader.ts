import { finished } from 'node:stream'
import { getHeaders, type HeaderList } from '../../../entry/headers.ts'
import { now } from '../clock.ts'
import type { EngineMessage } from '../engine.ts'
import { extension, type FrameReceiver, PerMessageDeflate, Receiver } from './websocket-parts.ts'

/** Bytes of a message that are put together; of a longer one nothing is read. */
const messageLimit = 256 * 1024 * 1024

const deflate = 'permessage-deflate'

/** Close code that stands for a close frame without one (RFC 6455 §7.4.1). */
const noStatus = 1005

/** Reads along one direction of a WebSocket, whose bytes pass elsewhere. */
export interface WebSocketReader {
  /** Takes the next bytes, which stay as they are. A promise asks for time. */
  write(bytes: Buffer): Promise<void> | undefined
  /** Calls back when all that was written has been told. */
  end(done: () => void): void
}

/**
 * Opens a reader for one direction.
 *
 * @param headers - of the response that accepted the handshake: they name the extensions
 * @param onUnreadable - told when frames come that nobody can read; nothing is told afterwards
 */
export function readWebSocket(
  direction: EngineMessage['direction'],
  headers: HeaderList,
  onMessage: (message: EngineMessage) => Promise<void> | undefined,
  onUnreadable: (error: Error) => void,
): WebSocketReader {
  const isServer = direction === 'sent'
  const extensions = acceptedExtensions(headers, isServer)
  const receiver: FrameReceiver = new Receiver({
    isServer,
    extensions,
    maxPayload: messageLimit,
    skipUTF8Validation: true,
  })
  let time: Promise<void> | undefined
  const tell = (kind: EngineMessage['kind'], data: Uint8Array, code?: number): void => {
    const told = { direction, kind, data, at: now(), ...(code !== undefined && { code }) }
    time = onMessage(told) ?? time
  }
  receiver.on('message', (data, isBinary) => tell(isBinary ? 'binary' : 'text', data))
  receiver.on('ping', (data) => tell('ping', data))
  receiver.on('pong', (data) => tell('pong', data))
  receiver.on('conclude', (code, reason) =>
    tell('close', reason, code === noStatus ? undefined : code),
  )
  let broken = false
  receiver.on('error', (error: Error) => {
    broken = true
    onUnreadable(error)
  })
  return {
    write: (bytes) => {
      if (broken || receiver.writableEnded) return undefined
      // The receiver unmasks in place.
      const isFull = !receiver.write(Buffer.from(bytes))
      const asked = time
      time = undefined
      return isFull ? Promise.all([asked, drained(receiver)]).then(() => {}) : asked
    },
    end: (done) => {
      const over = (): void => {
        extensions[deflate]?.cleanup()
        done()
      }
      if (broken || receiver.destroyed) over()
      else {
        finished(receiver, { readable: false }, over)
        receiver.end()
      }
    },
  }
}

function drained(receiver: FrameReceiver): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      receiver.removeListener('drain', over).removeListener('close', over)
      resolve()
    }
    receiver.on('drain', over).on('close', over)
  })
}

function acceptedExtensions(
  headers: HeaderList,
  isServer: boolean,
): Record<string, InstanceType<typeof PerMessageDeflate>> {
  const accepted = getHeaders(headers, 'sec-websocket-extensions').join(', ')
  try {
    const parameters = accepted ? extension.parse(accepted)[deflate] : undefined
    if (!parameters) return {}
    const instance = new PerMessageDeflate({ isServer })
    instance.params = instance.normalizeParams(parameters)[0] ?? {}
    return { [deflate]: instance }
  } catch {
    // The frames will not be readable, which the receiver says.
    return {}
  }
}
