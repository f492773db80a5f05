import { startProxy } from '@hartifact/core'
import { resolveAdapterOptions } from '@hartifact/node-clients/test-runner'
import type { ProvidedRun } from './provided.ts'

/** The gateway of a run, for one of its projects. */
export interface HeldGateway {
  readonly run: ProvidedRun
  /** Stops it when no other project holds it. Never throws. */
  readonly release: () => Promise<void>
}

interface Gateway {
  readonly started: Promise<{ readonly endpoint: string; readonly stop: () => Promise<void> }>
  holders: number
}

/** By their options: projects with the same share one. */
const gateways = new Map<string, Gateway>()

/**
 * Starts the gateway of a run in this process, or joins in the use of it.
 *
 * @param options - as they were given
 * @param rootDir - absolute, of the whole run
 * @throws HartifactError `INVALID_ARGUMENT`, and as `startProxy` does
 */
export async function holdGateway(options: unknown, rootDir: string): Promise<HeldGateway> {
  const resolved = resolveAdapterOptions(options, rootDir)
  if (!resolved.enabled) return { run: { options: resolved, rootDir }, release: async () => {} }
  const key = JSON.stringify(resolved.proxy)
  const gateway = gateways.get(key) ?? { started: start(resolved.proxy), holders: 0 }
  gateways.set(key, gateway)
  gateway.holders++
  const release = async (): Promise<void> => {
    gateway.holders--
    if (gateway.holders > 0) return
    gateways.delete(key)
    const { stop } = await gateway.started
    await stop()
  }
  try {
    const { endpoint } = await gateway.started
    return { run: { options: resolved, rootDir, endpoint }, release }
  } catch (error) {
    gateways.delete(key)
    throw error
  }
}

async function start(
  options: Parameters<typeof startProxy>[0],
): Promise<{ endpoint: string; readonly stop: () => Promise<void> }> {
  const proxy = await startProxy({ ...options, defaultSession: false })
  // Whatever happens to the run, it is not to wait for this.
  proxy.unref()
  return { endpoint: await proxy.share(), stop: () => proxy[Symbol.asyncDispose]() }
}
