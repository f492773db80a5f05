/** A mock library and the routing in one process, in either order. */
import { startProxy } from '@hartifact/core'
import { mockedBy } from './mocked-by.mjs'
import { startOrigins } from './origins.mjs'
import { parameters, report } from './parameters.mjs'
import { requestsOf } from './requests-of.mjs'

const { certificates, library, order, store } = parameters
const isMockFirst = order === 'mock first'

const origins = await startOrigins(certificates.known, certificates.unknown)
// What is mocked are the same servers, by another name.
const mocked = [origins.plain, origins.secure].map((url) => url.replace('127.0.0.1', 'localhost'))
const real = [origins.plain, origins.secure]
const proxy = await startProxy({
  store,
  upstream: { ca: [origins.ca], insecure: ['localhost'] },
})

/** Around the proxy, clients must trust the server themselves. */
const trust = { rejectUnauthorized: false }

let mock
let routing
let recording
/** Both are loaded only when they are installed: what they find then is part of the order. */
const installMock = async () => {
  mock = await mockedBy(library, mocked)
}
const installRouting = async () => {
  const { routeNodeClients } = await import('@hartifact/node-clients')
  recording = await proxy.record(`${library}, ${order}`)
  routing = await routeNodeClients(recording)
}
const install = async () => {
  for (const part of isMockFirst ? [installMock, installRouting] : [installRouting, installMock]) {
    await part()
  }
}

await install()
const { sendAll } = await import('./mock-clients.mjs')
const together = {
  mocked: await sendAll(mocked),
  real: await sendAll(real),
  unhandled: mock.unhandled(),
  leaked: mock.leaked(),
}
const closed = mock.closeNetwork ? await tryClosedNetwork() : undefined
await mock.restore()
const restored = await sendAll(mocked)
const first = await requestsOf(recording)
await routing()
// Not those that are mocked again: libraries see no connection that is open already.
const alone = await sendAll(real, trust)

await install()
await routing()
const mockAlone = { mocked: await sendAll(mocked), real: await sendAll(real, trust) }
await mock.restore()
const nothing = await sendAll(mocked, trust)
const second = await requestsOf(recording)

await proxy.stop()
await origins.close()
report({ together, closed, restored, first, alone, mockAlone, nothing, second })

/** The mocks alone may answer; then those, and what goes to the proxy. */
async function tryClosedNetwork() {
  mock.closeNetwork()
  const strict = { mocked: await sendAll(mocked), real: await sendAll(real) }
  mock.openTo(new URL(proxy.url).host)
  const excepted = { mocked: await sendAll(mocked), real: await sendAll(real) }
  mock.openNetwork()
  return { strict, excepted }
}
