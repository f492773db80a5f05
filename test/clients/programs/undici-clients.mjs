import { createRequire } from 'node:module'
import { exchange, sendWithFetch, sendWithUndici } from './exchanges.mjs'

const require = createRequire(import.meta.url)
const major = Number.parseInt(process.versions.node, 10)
const tooOldFor8 = (node) => (node < 22 ? 'undici 8 needs Node 22' : undefined)

/** @type {import('./built-in-clients.mjs').Client[]} */
export const undiciClients = [6, 7, 8].flatMap((version) => {
  const unsupported = version === 8 ? tooOldFor8 : () => undefined
  // Its own dispatchers are made in `run`, so that one that cannot be loaded has its rows, too.
  const undici = unsupported(major) ? undefined : require(`undici${version}`)
  return [
    {
      name: `undici ${version} request`,
      unsupported,
      run: ({ plain, secure }) => exchange(sendWithUndici(undici.request), plain, secure),
    },
    {
      name: `undici ${version} fetch`,
      unsupported,
      run: ({ plain, secure }) => exchange(sendWithFetch(undici.fetch), plain, secure),
    },
    {
      name: `undici ${version} Pool`,
      unsupported,
      run: ({ plain }) => exchangeByDispatcher(new undici.Pool(plain), plain),
    },
    {
      name: `undici ${version} Client`,
      unsupported,
      run: ({ ca, secure }) =>
        exchangeByDispatcher(new undici.Client(secure, { connect: { ca } }), secure),
    },
    {
      name: `fetch(url, { dispatcher }), an Agent of undici ${version}`,
      unsupported: (node) => unsupported(node) ?? strangers(node, version),
      async run({ ca, plain, secure }) {
        const dispatcher = new undici.Agent({ connect: { ca } })
        await exchange(sendWithFetch(fetch, { dispatcher }), plain, secure)
        await dispatcher.close()
      },
    },
  ]
})

/** Node 26 brings undici 8, whose handlers are others; undici 7 understands both kinds. */
function strangers(node, version) {
  const refuses = node >= 26 ? version < 7 : version > 7
  return refuses ? `the fetch of Node ${node} refuses it` : undefined
}

async function exchangeByDispatcher(dispatcher, origin) {
  const send = async (method, url, body) => {
    const { pathname, search } = new URL(url)
    const response = await dispatcher.request({ method, path: pathname + search, body })
    return response.body.text()
  }
  await exchange(send, origin)
  await dispatcher.close()
}
