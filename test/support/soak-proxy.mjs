// The process under test: nothing but the proxy runs in it.
import { startProxy } from '@hartifact/core'
import { processOptions, serveParent } from '../../bench/support/worker-process.mjs'

const { ca, store } = processOptions()
const proxy = await startProxy({ store, upstream: { ca: [ca], proxy: false } })
const recordings = new Map()

serveParent(
  { authority: proxy.ca.pem },
  {
    async record({ name }) {
      const recording = await proxy.record(name)
      recordings.set(recording.id, recording)
      return {
        id: recording.id,
        proxyUrl: recording.proxyUrl,
        taggedProxyUrl: recording.taggedProxyUrl,
      }
    },
    async stop({ id, timeout }) {
      const recording = recordings.get(id)
      recordings.delete(id)
      await recording.stop({ timeout })
    },
    /** Resident bytes of the process, threads included. */
    memory: () => process.memoryUsage.rss(),
  },
  () => proxy.stop(),
)
