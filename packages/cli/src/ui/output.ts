import type { WriteStream } from 'node:tty'
import { type Styles, stylesFor } from './styles.ts'

/** Where results go. */
export interface Output {
  readonly isTerminal: boolean
  /** Columns of the terminal; undefined when it is none: then nothing is cut. */
  readonly width: number | undefined
  readonly styles: Styles
  /** True once nobody reads any more, as after `| head -1`: whoever writes much may stop. */
  readonly closed: boolean
  line(text?: string): Promise<void>
  write(data: string | Uint8Array): Promise<void>
  /** Writes what has been held back. */
  flush(): Promise<void>
}

/** What {@link outputOn} needs of a stream. */
export type Target = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

/** Windows says EOF, and a stream that has ended already has codes of its own. */
const readerIsGone = new Set(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])

/** Lines are gathered up to this size where nobody waits for each of them. */
const blockSize = 32 * 1024

/** Writes to `stream`, and goes on quietly when its reader has gone away. */
export function outputOn(
  stream: Target,
  environment: NodeJS.ProcessEnv = process.env,
  styles?: Styles,
): Output {
  const isTerminal = stream.isTTY === true
  let closed = false
  let held = ''
  // Else it would end the program; what is wrong is told to whoever writes.
  stream.on('error', () => (closed = true))
  const send = async (data: string | Uint8Array): Promise<void> => {
    if (closed || data.length === 0) return
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      stream.write(data, resolve)
    })
    if (!error) return
    closed = true
    if (!readerIsGone.has(error.code ?? '')) throw error
  }
  const flush = async (): Promise<void> => {
    const text = held
    held = ''
    await send(text)
  }
  return {
    isTerminal,
    width: isTerminal ? (stream.columns ?? 80) : undefined,
    styles: styles ?? stylesFor(isTerminal, environment),
    get closed() {
      return closed
    },
    async line(text = '') {
      held += `${text}\n`
      if (isTerminal || held.length >= blockSize) await flush()
    },
    async write(data) {
      await flush()
      await send(data)
    },
    flush,
  }
}
