import type { Writable } from 'node:stream'
import type { EngineHarness } from '../engine-harness.contract.ts'
import type { Stage } from './stage.contract.ts'

const block = Buffer.alloc(64 * 1024, '0123456789abcdef')

/** A large body that is written as fast as it is taken. */
export interface Pump {
  /** Bytes handed over so far. */
  readonly sent: () => number
  readonly done: Promise<void>
}

/** Writes `size` bytes, a multiple of 64 KB, and waits whenever `target` asks to. */
export function pump(target: Writable, size: number): Pump {
  let sent = 0
  const done = new Promise<void>((resolve) => {
    const writeOn = (): void => {
      while (sent < size) {
        sent += block.length
        if (!target.write(block)) {
          target.once('drain', writeOn)
          return
        }
      }
      resolve()
    }
    writeOn()
  })
  return { sent: () => sent, done }
}

/** Whether `bytes` are what {@link pump} writes. */
export function isPumped(bytes: Buffer, size: number): boolean {
  if (bytes.length !== size) return false
  for (let at = 0; at < size; at += block.length) {
    if (bytes.compare(block, 0, block.length, at, at + block.length) !== 0) return false
  }
  return true
}

/**
 * Waits until `sent` has not grown while the engine served 100 other exchanges, and gives it. So
 * nothing has to be said about time.
 */
export async function untilStalled(
  stage: Stage,
  harness: EngineHarness,
  sent: () => number,
): Promise<number> {
  const port = await stage.serve((_, response) => response.end('other'))
  let last = -1
  for (let quiet = 0; quiet < 100; quiet++) {
    await harness.get(`http://127.0.0.1:${port}/other`)
    if (sent() !== last) quiet = 0
    last = sent()
  }
  return last
}
