import { createRedactor, type Redactor } from '../../redact/index.ts'
import { redactionKey, type Storage } from '../../store/index.ts'
import { newSessionInfo } from '../../session/index.ts'
import { redactionProfile } from '../redaction-profile.ts'
import { Gateway } from './gateway.ts'
import type { GatewayEvents, GatewayOptions } from './messages.ts'

/** Starts a gateway in the calling thread. Loads the engine, which takes about a quarter of a second. */
export async function launchGateway(
  options: GatewayOptions,
  storage: Storage,
  events: GatewayEvents,
): Promise<{ readonly gateway: Gateway; readonly port: number }> {
  const { annotate, authority, clientTimings, defaultSession, limits, port, redact, upstream } =
    options
  const gateway = new Gateway({
    storage,
    redact: await redactorFor(redact, storage),
    limits,
    clientTimings,
    events,
    annotate,
    redaction: redactionProfile(redact),
    defaultSession: () => newSessionInfo(defaultSession, { redaction: redactionProfile(redact) }),
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
