import { parentPort, workerData } from 'node:worker_threads'
import { openDiskStorage } from '../../store/index.ts'
import { quietConsole } from './quiet-console.ts'
import { launchGateway } from './launch.ts'
import type { GatewayEvents, GatewayFunctions, GatewayOptions } from './messages.ts'
import { createRpc, portChannel } from './rpc.ts'
import { type SharedGateway, shareGateway } from './share.ts'

/** What the handle calls, beside the gateway's own functions. */
export interface WorkerFunctions extends GatewayFunctions {
  start(): Promise<number>
  /** Lets other processes use the gateway, by the socket `path`. */
  share(path: string, token: string): Promise<void>
}

/*
 * The entry of the gateway's thread. Nothing of the test runs here: its patches, fake timers and
 * long computations do not reach the proxy.
 */
if (!parentPort) throw new Error('This module is the entry of a worker thread')
const port = parentPort
const options = workerData as GatewayOptions

quietConsole()
// A stray socket error must not end the capture of everything else.
process.on('uncaughtException', (error) => console.debug(error))

const functions: Partial<WorkerFunctions> = {}
const rpc = createRpc<GatewayEvents, Partial<WorkerFunctions>>(portChannel(port), functions)
let shared: SharedGateway | undefined
const events: GatewayEvents = {
  activated: (sessionId) => {
    void rpc.activated.asEvent(sessionId)
    shared?.events.activated(sessionId)
  },
  degraded: (sessionId, problem) => {
    void rpc.degraded.asEvent(sessionId, problem)
    shared?.events.degraded(sessionId, problem)
  },
}

functions.start = async () => {
  const { gateway, port: opened } = await launchGateway(
    options,
    openDiskStorage(options.store),
    events,
  )
  Object.assign(functions, {
    record: gateway.record.bind(gateway),
    activate: gateway.activate.bind(gateway),
    write: gateway.write.bind(gateway),
    pause: gateway.pause.bind(gateway),
    annotateWhen: gateway.annotateWhen.bind(gateway),
    settled: gateway.settled.bind(gateway),
    stop: gateway.stop.bind(gateway),
    exists: gateway.exists.bind(gateway),
    coverage: gateway.coverage.bind(gateway),
    reportBypass: gateway.reportBypass.bind(gateway),
    close: async (limit) => {
      await shared?.close()
      await gateway.close(limit)
    },
  } satisfies GatewayFunctions)
  functions.share = async (path, token) => {
    shared = await shareGateway(gateway, path, token)
  }
  return opened
}
