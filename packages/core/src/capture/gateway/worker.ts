import { parentPort, workerData } from 'node:worker_threads'
import { openDiskStorage } from '../../store/index.ts'
import { quietConsole } from './quiet-console.ts'
import { launchGateway } from './launch.ts'
import type { GatewayEvents, GatewayFunctions, GatewayOptions } from './messages.ts'
import { createRpc } from './rpc.ts'

/** What the handle calls, beside the gateway's own functions. */
export interface WorkerFunctions extends GatewayFunctions {
  start(): Promise<number>
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
const rpc = createRpc<GatewayEvents, Partial<WorkerFunctions>>(port, functions)
const events: GatewayEvents = {
  activated: (sessionId) => void rpc.activated.asEvent(sessionId),
  degraded: (sessionId, problem) => void rpc.degraded.asEvent(sessionId, problem),
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
    coverage: gateway.coverage.bind(gateway),
    reportBypass: gateway.reportBypass.bind(gateway),
    close: gateway.close.bind(gateway),
  } satisfies GatewayFunctions)
  return opened
}
