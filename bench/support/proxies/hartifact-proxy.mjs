// Hartifact with a store on disk, all else as it is by default.
import { startProxy } from '@hartifact/core'
import { processOptions, serveParent } from '../worker-process.mjs'

const { ca, limits, store } = processOptions()
const proxy = await startProxy({
  store,
  upstream: { ca: [ca], proxy: false },
  ...(limits && { limits }),
})
const authority = proxy.ca.pem
let recording

serveParent(
  { authority },
  {
    async record({ name }) {
      recording = await proxy.record(name)
      return { port: Number(new URL(recording.proxyUrl).port), session: recording.id }
    },
    /** All that passed is on disk. */
    settled: () => recording.settled({ timeout: 60_000 }),
    async stop() {
      const session = await recording.stop()
      return { session: session.id }
    },
  },
  () => proxy.stop(),
)
