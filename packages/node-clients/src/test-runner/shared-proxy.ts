import { type CaptureProxy, startProxy } from '@hartifact/core'
import type { ResolvedAdapterOptions } from './options.ts'

/** Runners load adapters anew for each file of tests, but not what hangs on the process. */
const key = Symbol.for('@hartifact/node-clients.proxies')

/**
 * The capture proxy of this process: all files of tests with the same options share one. It does not
 * keep the process alive, and ends with it.
 *
 * @throws HartifactError as `startProxy` does
 */
export function sharedProxy({ proxy: options }: ResolvedAdapterOptions): Promise<CaptureProxy> {
  const registry = process as { [key]?: Map<string, Promise<CaptureProxy>> }
  const proxies = (registry[key] ??= new Map())
  const name = JSON.stringify(options)
  const existing = proxies.get(name)
  if (existing) return existing
  const started = startProxy({ ...options, defaultSession: false }).then((proxy) => {
    proxy.unref()
    return proxy
  })
  proxies.set(name, started)
  // The next file may have more luck, for instance with a disk that was full.
  started.catch(() => proxies.delete(name))
  return started
}
