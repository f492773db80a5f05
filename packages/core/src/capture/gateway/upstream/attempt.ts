import type { Socket } from 'node:net'
import { now } from '../clock.ts'
import type { DialMoments } from './destination.ts'

/** The longest time that a timer can wait, 24 days; with more it fires at once. */
const longest = 2 ** 31 - 1

/**
 * One try to reach a server: the time it may take, the signal that ends it, and every socket it has
 * opened, so that none outlives it.
 */
export class Attempt {
  readonly moments: DialMoments
  /** Milliseconds for the whole of it. */
  readonly timeout: number
  readonly #signal: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #held: Array<{ readonly socket: Socket; readonly release: () => void }> = []
  #waitingFor = ''
  #giveUp: ((error: Error) => void) | undefined
  #stopped: Error | undefined
  /** Why no further step is made. */
  #failed: Error | undefined

  constructor(moments: DialMoments, timeout: number, signal: AbortSignal | undefined) {
    this.moments = moments
    moments.socket = now()
    this.timeout = Math.min(timeout, longest)
    this.#signal = signal
    this.#timer = setTimeout(this.#onTimeout, this.timeout)
    signal?.addEventListener('abort', this.#onAbort)
    if (signal?.aborted) this.#onAbort()
  }

  /** Whether it was ended from outside: by the time limit or the signal. */
  get stopped(): boolean {
    return this.#stopped !== undefined
  }

  /**
   * Makes one step, which ends at the first call of `resolve` or `reject`, or when the attempt is
   * stopped, or when the socket that was held last breaks.
   *
   * @param waitingFor - named when time runs out: `the name lookup of shop.test`
   * @param begin - may return what gives up the things that are not held
   */
  async step<T>(
    waitingFor: string,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => (() => void) | void,
  ): Promise<T> {
    if (this.#failed) throw this.#failed
    this.#waitingFor = waitingFor
    let undo: (() => void) | undefined
    try {
      const value = await new Promise<T>((resolve, reject) => {
        this.#giveUp = reject
        undo = begin(resolve, reject) ?? undefined
      })
      // It may have been stopped in the same turn of the loop.
      if (this.#failed) throw this.#failed
      return value
    } catch (error) {
      undo?.()
      throw error
    } finally {
      this.#giveUp = undefined
    }
  }

  /** Takes charge of a socket: it is destroyed with the attempt, and its errors fail the attempt. */
  hold(socket: Socket): void {
    const onError = (error: Error): void => this.#fail(error)
    const onClose = (): void => {
      if (this.#held.at(-1)?.socket === socket) this.#fail(closedDuring(this.#waitingFor))
    }
    socket.on('error', onError).on('close', onClose)
    const release = (): void => {
      socket.off('error', onError).off('close', onClose)
    }
    this.#held.push({ socket, release })
  }

  /** Ends well: the socket that was held last belongs to the caller now. */
  succeed(): void {
    if (this.#failed) throw this.#failed
    this.#end()
    // The others carry the last one, and tell it of their errors.
    this.#held.pop()?.release()
  }

  /** Ends badly: nothing stays open. */
  fail(): void {
    this.#end()
    for (const { socket } of this.#held.toReversed()) socket.destroy()
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  #fail(error: Error): void {
    this.#failed ??= error
    this.#giveUp?.(error)
  }

  readonly #onTimeout = (): void => {
    const message = `Gave up after ${this.timeout} ms, waiting for ${this.#waitingFor}`
    this.#stopped = Object.assign(new Error(message), { code: 'ETIMEDOUT' })
    this.#fail(this.#stopped)
  }

  readonly #onAbort = (): void => {
    this.#stopped = (this.#signal?.reason ?? new Error('The connection is not wanted')) as Error
    this.#fail(this.#stopped)
  }
}

function closedDuring(waitingFor: string): Error {
  const message = `The other side closed the connection during ${waitingFor}`
  return Object.assign(new Error(message), { code: 'ECONNRESET' })
}
