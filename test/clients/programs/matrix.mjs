/** Runs every client with a session of its own, and tells the parent what became of it. */
import { startProxy } from '@hartifact/core'
import { routeNodeClients } from '@hartifact/node-clients'
import { startOrigins } from './origins.mjs'
import { parameters, report } from './parameters.mjs'
import { requestsOf } from './requests-of.mjs'

const { certificates, order, store } = parameters
const major = Number.parseInt(process.versions.node, 10)

/** Each client is loaded before the routing begins, or after it. */
const loadClients = async () =>
  Promise.all([
    import('./built-in-clients.mjs').then((module) => module.builtInClients),
    import('./undici-clients.mjs').then((module) => module.undiciClients),
    import('./library-clients.mjs').then((module) => module.libraryClients),
    import('./sdk-clients.mjs').then((module) => module.sdkClients),
  ]).then((lists) => lists.flat())

const origins = await startOrigins(certificates.known, certificates.unknown)
// Not redacted: URLs are compared with what the servers saw.
const proxy = await startProxy({ store, redact: 'off', upstream: { ca: [origins.ca] } })
const outside = await proxy.record('outside every client')
await import('./early.cjs')
let clients = order === 'clients first' ? await loadClients() : []
const escapes = []
const routing = await routeNodeClients(outside, { onEscape: (escape) => escapes.push(escape) })
if (order !== 'clients first') clients = await loadClients()

const rows = []
for (const client of clients) {
  rows.push({ client: client.name, ...(await outcome(client)) })
}
await routing()
const rest = await requestsOf(outside)
await proxy.stop()
await origins.close()
report({ rows, rest })

async function outcome(client) {
  const unsupported = client.unsupported?.(major)
  if (unsupported) return { unsupported }
  origins.log.length = 0
  escapes.length = 0
  const recording = await proxy.record(client.name)
  let error
  try {
    await routing.run(recording, () => client.run(origins, recording))
  } catch (thrown) {
    error = thrown?.stack ?? String(thrown)
  }
  await routing.release(recording)
  const sent = [...origins.log]
  const { bypassed } = await recording.coverage()
  return {
    sent,
    bypassed,
    escapes: escapes.map(({ session, ...escape }) => ({
      ...escape,
      ownSession: session === recording.id || session === recording.name,
    })),
    captured: await requestsOf(recording),
    ...(error && { error }),
  }
}
