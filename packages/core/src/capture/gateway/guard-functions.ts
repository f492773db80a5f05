import { HartifactError } from '../../errors.ts'
import { longestTimer } from '../../within.ts'
import type { GatewayFunctions } from './messages.ts'

/** Milliseconds for a thread that does not answer, beyond what a call itself may wait. */
const patience = 120_000

// A test may put fake timers in place of these later.
const { clearTimeout, setTimeout } = globalThis

/** Calls something elsewhere, which may itself wait for `limit` ms. */
export type GuardedCall = <T>(work: () => Promise<T>, limit?: number) => Promise<T>

/**
 * Sees to it that every call to another thread or process ends, and every failure is a HartifactError.
 *
 * @param ended - why there is nobody to call any more, if so
 * @param waiting - told when the first of several calls begins, and when the last has ended
 */
export function guardedCall(
  ended: () => HartifactError | undefined,
  waiting: (isWaiting: boolean) => void,
): GuardedCall {
  let pending = 0
  return async <T>(work: () => Promise<T>, limit = 0): Promise<T> => {
    const over = ended()
    if (over) throw over
    const most = Math.min(limit + patience, longestTimer)
    let timer: NodeJS.Timeout | undefined
    if (pending++ === 0) waiting(true)
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unanswered(most)), most)
      timer.unref()
    })
    try {
      return await Promise.race([work(), late])
    } catch (error) {
      throw crossingError(error)
    } finally {
      clearTimeout(timer)
      if (--pending === 0) waiting(false)
    }
  }
}

/** The functions of a gateway in another thread or process. */
export function guardFunctions(remote: GatewayFunctions, call: GuardedCall): GatewayFunctions {
  return {
    record: (request) => call(() => remote.record(request)),
    activate: (id) => call(() => remote.activate(id)),
    write: (id, lines) => call(() => remote.write(id, lines)),
    pause: (id, isPaused) => call(() => remote.pause(id, isPaused)),
    annotateWhen: (id, rule) => call(() => remote.annotateWhen(id, rule)),
    settled: (id, limit) => call(() => remote.settled(id, limit), limit),
    stop: (id, limit, options) => call(() => remote.stop(id, limit, options), limit),
    exists: (id) => call(() => remote.exists(id)),
    coverage: (id) => call(() => remote.coverage(id)),
    reportBypass: (id, client, reason) => call(() => remote.reportBypass(id, client, reason)),
    close: (limit) => call(() => remote.close(limit), limit),
  }
}

/** Why calls that are under way end when their proxy is stopped. */
export function stoppedMeanwhile(): HartifactError {
  return new HartifactError('PROXY_STOPPED', 'This proxy was stopped meanwhile.', {
    fix: 'Await what is under way before you stop the proxy.',
  })
}

/** What it means that something could not be sent to a thread. Other errors come back as they are. */
export function crossingError(error: unknown): unknown {
  if ((error as { name?: unknown } | undefined)?.name !== 'DataCloneError') return error
  return new HartifactError(
    'INVALID_ARGUMENT',
    `Something in the arguments is not plain data: ${(error as Error).message}`,
    {
      fix: 'Use texts, numbers, arrays and plain objects; functions cannot be kept.',
      cause: error,
    },
  )
}

function unanswered(limit: number): HartifactError {
  return new HartifactError(
    'TIMED_OUT',
    `The thread of the capture proxy has not answered for ${limit} ms.`,
    {
      fix: 'Run with HARTIFACT_DEBUG=1 to see what it does; what was acknowledged is in the store.',
    },
  )
}
