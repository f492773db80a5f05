import { createRedactor, type Redactor } from '../../redact/index.ts'
import type { Storage } from '../../store/index.ts'
import { newSessionInfo } from '../new-session-info.ts'
import { Gateway } from './gateway.ts'
import type { GatewayEvents, GatewayOptions } from './messages.ts'
import { redactionKey } from './redaction-key.ts'

/** Starts a gateway in the calling thread. Loads the engine, which takes about half a second. */
export async function launchGateway(
  options: GatewayOptions,
  storage: Storage,
  events: GatewayEvents,
): Promise<{ readonly gateway: Gateway; readonly port: number }> {
  const { authority, clientTimings, limits, port, redact, upstream } = options
  const gateway = new Gateway({
    storage,
    redact: await redactorFor(redact, storage),
    limits,
    clientTimings,
    events,
    defaultSession: () => newSessionInfo('Default session', redact),
  })
  const opened = await gateway.start(port, async (handler) => {
    const { startMockttpEngine } = await import('./mockttp/mockttp-engine.ts')
    return startMockttpEngine({ authority, upstream }, handler)
  })
  return { gateway, port: opened }
}

async function redactorFor(rules: GatewayOptions['redact'], storage: Storage): Promise<Redactor> {
  if (rules === 'off') return (entry) => entry
  return createRedactor({ key: await redactionKey(storage), rules })
}
