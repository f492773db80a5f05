import type { Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { HartifactError } from '../../errors.ts'
import type { Storage } from '../../store/index.ts'
import { crossingError, guardedCall, guardFunctions, stoppedMeanwhile } from './guard-functions.ts'
import type { GatewayEvents, GatewayFunctions, GatewayOptions } from './messages.ts'
import { createRpc, portChannel } from './rpc.ts'
import type { WorkerFunctions } from './worker.ts'

/** A running gateway, wherever it runs. */
export interface GatewayLink {
  readonly functions: GatewayFunctions
  /** Port of the active session. */
  readonly port: number
  /** Ends the thread. The gateway must have been closed before. */
  release(): Promise<void>
  /** The process need not wait for it. */
  unref(): void
  /** See {@link WorkerFunctions.share}. Absent where it cannot be shared. */
  share?(path: string, token: string): Promise<void>
}

/** Starts a gateway in a thread of its own. */
export async function linkThread(
  options: GatewayOptions,
  events: GatewayEvents,
): Promise<GatewayLink> {
  const worker = startWorker(options)
  const rpc = createRpc<WorkerFunctions, GatewayEvents>(portChannel(worker), events)
  let ended: HartifactError | undefined
  const end = (error: HartifactError): void => {
    if (ended) return
    ended = error
    rpc.$close(error)
  }
  const fail = (cause: unknown): void => end(threadEnded(cause))
  worker.on('error', fail)
  worker.once('exit', (code) => fail(new Error(`exit code ${code}`)))
  const life = keptAlive(worker)
  const call = guardedCall(() => ended, life.waiting)
  const functions = guardFunctions(rpc, call)
  try {
    const port = await call(() => rpc.start())
    return {
      functions,
      port,
      unref: life.unref,
      share: (path, token) => call(() => rpc.share(path, token)),
      release: async () => {
        end(stoppedMeanwhile())
        await worker.terminate()
      },
    }
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

/** Keeps the process for something, also when it need not in general while it waits for an answer. */
export function keptAlive(something: Worker | Socket): {
  readonly unref: () => void
  readonly waiting: (isWaiting: boolean) => void
} {
  let isUnref = false
  let isWaiting = false
  const apply = (): void => void (isUnref && !isWaiting ? something.unref() : something.ref())
  return {
    unref: () => {
      isUnref = true
      apply()
    },
    waiting: (now) => {
      isWaiting = now
      apply()
    },
  }
}

function startWorker(options: GatewayOptions): Worker {
  try {
    return new Worker(new URL('./worker.js', import.meta.url), {
      workerData: options,
      name: 'hartifact-gateway',
      // Flags of a test runner (loaders, inspectors) are not for this thread.
      execArgv: [],
      stdout: false,
      stderr: false,
    })
  } catch (error) {
    throw crossingError(error)
  }
}

function threadEnded(cause: unknown): HartifactError {
  return new HartifactError(
    'GATEWAY_FAILED',
    'The thread of the capture proxy has ended unexpectedly.',
    {
      fix: 'What was acknowledged is in the store. Run with HARTIFACT_DEBUG=1 to see why it ended.',
      cause,
    },
  )
}

/** Starts a gateway in the calling thread: for the in-memory store, and for profiling. */
export async function linkInline(
  options: GatewayOptions,
  storage: Storage,
  events: GatewayEvents,
): Promise<GatewayLink> {
  const { launchGateway } = await import('./launch.ts')
  const { gateway, port } = await launchGateway(options, storage, events)
  return { functions: gateway, port, release: async () => {}, unref: () => {} }
}
