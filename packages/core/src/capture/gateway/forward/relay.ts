import type { Readable, Writable } from 'node:stream'

/** How a {@link relay} tells what it does. */
export interface RelayEvents {
  /** Bytes are about to be passed on. A promise asks for a pause. */
  chunk(bytes: Buffer): Promise<void> | undefined
  /** The source has ended; the sink has not been ended. */
  end(): void
}

/**
 * Passes bytes from `source` to `sink` as fast as the slower of sink and listener takes them.
 * Neither stream is ended or destroyed by it. Returns how to stop it: the source flows on into nothing.
 */
export function relay(source: Readable, sink: Writable, events: RelayEvents): () => void {
  let waits = 0
  let stopped = false
  const resume = (): void => {
    waits--
    if (waits === 0) source.resume()
  }
  const pause = (): void => {
    waits++
    source.pause()
  }
  const onDrain = (): void => {
    if (isFull) {
      isFull = false
      resume()
    }
  }
  let isFull = false
  const onData = (bytes: Buffer): void => {
    // What is not passed on is not told either.
    if (stopped || sink.destroyed || sink.writableEnded) return
    const time = events.chunk(bytes)
    if (time) {
      pause()
      void time.then(resume)
    }
    if (!sink.write(bytes) && !isFull) {
      isFull = true
      pause()
    }
  }
  const onEnd = (): void => events.end()
  const onSinkClose = (): void => {
    // Nobody takes anything any more; what is left must not hold up its sender.
    if (isFull) onDrain()
  }
  sink.on('drain', onDrain)
  sink.on('close', onSinkClose)
  source.on('data', onData)
  source.once('end', onEnd)
  return () => {
    stopped = true
    sink.off('drain', onDrain)
    sink.off('close', onSinkClose)
    source.off('end', onEnd)
    if (isFull) onDrain()
  }
}
