// mockttp as it comes, in the version that core uses, with nobody listening to it. The server's authority
// comes by NODE_EXTRA_CA_CERTS: with its own option for that, mockttp reads all authorities for each
// connection anew, which makes new connections several times as slow.
import { fromCore } from '../from-core.mjs'
import { serveParent, silenceConsole } from '../worker-process.mjs'

// It tells the terminal of each request that fails.
silenceConsole()
const { generateCACertificate, getLocal } = fromCore('mockttp')
const server = getLocal({
  https: await generateCACertificate(),
  recordTraffic: false,
  suggestChanges: false,
})
await server.start(0)
await server.forUnmatchedRequest().thenPassThrough()
await server.forAnyWebSocket().thenPassThrough()
serveParent({ port: server.port }, {}, () => server.stop())
