/** Many sessions at once, and whether all is as before when they are over. */
import http from 'node:http'
import https from 'node:https'
import { setTimeout } from 'node:timers/promises'
import { startProxy } from '@hartifact/core'
import { routeNodeClients } from '@hartifact/node-clients'
import axios from 'axios'
import { request as undiciRequest } from 'undici7'
import { sendWith, sendWithFetch, sendWithUndici } from './exchanges.mjs'
import { startOrigins } from './origins.mjs'
import { parameters, report } from './parameters.mjs'
import { differences, patchable } from './patched.mjs'
import { requestsOf } from './requests-of.mjs'

const { certificates, requests, sessions, store } = parameters

// Node makes what `fetch` uses, and the streams of the process, when they are first used.
await fetch('data:,')
void [process.stdout, process.stderr]
await setTimeout(25)
const before = patchable()
const resourcesBefore = process.getActiveResourcesInfo().toSorted()

const origins = await startOrigins(certificates.known, certificates.unknown)
const proxy = await startProxy({ store, upstream: { ca: [origins.ca] } })
const routing = await routeNodeClients()
const replaced = differences(before).length

/** All sessions share the pools of these. */
const agent = new https.Agent({ keepAlive: true })
const clients = [
  [origins.secure, sendWithFetch(fetch)],
  [origins.plain, sendWith(() => http.request)],
  [origins.secure, sendWith(() => https.request, { agent })],
  [origins.plain, async (method, url) => axios.request({ method, url })],
  [origins.secure, sendWithUndici(undiciRequest)],
]

const results = await Promise.all(
  Array.from({ length: sessions }, async (_, number) => {
    const recording = await proxy.record(`session ${number}`)
    const sent = []
    await routing.run(recording, () =>
      Promise.all(clients.map((client, lane) => runLane(client, `/${number}/${lane}`, sent))),
    )
    return { recording, sent }
  }),
)
const compared = []
for (const { recording, sent } of results) {
  compared.push({ sent, captured: await requestsOf(recording) })
}

await routing()
const changed = differences(before)
const leftOpen = await settle(
  () => connectionsTo(new URL(proxy.url).port),
  (count) => count === 0,
)
agent.destroy()
// What was made before the routing works as before, and goes around the proxy.
await fetch(`${origins.plain}/after`).then((response) => response.text())
await sendWith(() => http.request)('GET', `${origins.plain}/after`)
const after = origins.log.filter((line) => line.endsWith('/after')).length

await proxy.stop()
await origins.close()
const resourcesAfter = await settle(
  () => process.getActiveResourcesInfo().toSorted(),
  (now) => now.join() === resourcesBefore.join(),
)
report({ compared, replaced, changed, leftOpen, after, resourcesBefore, resourcesAfter })

async function runLane([origin, send], path, sent) {
  for (let count = 0; count < requests / clients.length; count += 1) {
    const url = `${origin}${path}/${count}`
    await send('GET', url)
    sent.push(`GET ${url}`)
  }
}

/** Connections of this process to a port of this machine. */
function connectionsTo(port) {
  return process._getActiveHandles().filter(({ remotePort }) => remotePort === Number(port)).length
}

/** What `look` sees in the end: handles are closed a moment after they were told to. */
async function settle(look, isSettled) {
  for (let attempt = 0; attempt < 200 && !isSettled(look()); attempt += 1) await setTimeout(25)
  return look()
}
