import { join } from 'node:path'
import { type CaptureProxy, type ProxyOptions, startProxy } from '@hartifact/core'
import { temporaryFolder } from './servers.ts'

/** A proxy with a new store, on disk or in memory, both of which end with its scope. */
export async function openProxy(
  kind: string,
  options: Omit<ProxyOptions, 'store'> = {},
): Promise<{ proxy: CaptureProxy; folder: { path: string } } & AsyncDisposable> {
  const folder = await temporaryFolder()
  const store = kind === 'memory' ? ':memory:' : join(folder.path, '.hartifact')
  const proxy = await startProxy({ store, ...options })
  return {
    proxy,
    folder,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
