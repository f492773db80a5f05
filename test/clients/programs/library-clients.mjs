import http from 'node:http'
import https from 'node:https'
import axios from 'axios'
import got11 from 'got11'
import got14 from 'got14'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { JSDOM } from 'jsdom'
import fetch2 from 'node-fetch2'
import fetch3 from 'node-fetch3'
import superagent from 'superagent'
import { WebSocket } from 'ws'
import { exchange, sendWith, sendWithFetch, talk } from './exchanges.mjs'

const requestOf = (url) => (url.startsWith('https:') ? https : http).request

/** @type {import('./built-in-clients.mjs').Client[]} */
export const libraryClients = [
  { name: 'axios', run: ({ plain, secure }) => exchange(sendWithAxios(), plain, secure) },
  {
    name: 'axios, httpsAgent',
    run: ({ private: origin, privateCa }) =>
      exchange(sendWithAxios({ httpsAgent: new https.Agent({ ca: privateCa }) }), origin),
  },
  {
    name: 'axios, fetch adapter',
    run: ({ plain, secure }) => exchange(sendWithAxios({ adapter: 'fetch' }), plain, secure),
  },
  { name: 'got 11', run: ({ plain, secure }) => exchange(sendWithGot(got11), plain, secure) },
  { name: 'got 14', run: ({ plain, secure }) => exchange(sendWithGot(got14), plain, secure) },
  {
    name: 'got 11, http2: true',
    run: ({ ca, h2 }) => exchange(sendWithGot(got11, ca), h2),
  },
  {
    name: 'got 14, http2: true',
    run: ({ ca, h2 }) => exchange(sendWithGot(got14, ca), h2),
  },
  {
    name: 'node-fetch 2',
    run: ({ plain, secure }) => exchange(sendWithFetch(fetch2), plain, secure),
  },
  {
    name: 'node-fetch 3',
    run: ({ plain, secure }) => exchange(sendWithFetch(fetch3), plain, secure),
  },
  { name: 'superagent', run: ({ plain, secure }) => exchange(sendWithSuperagent(), plain, secure) },
  {
    name: 'jsdom XMLHttpRequest',
    run: ({ plain }) => exchange(sendWithJsdom(plain), plain),
  },
  {
    name: 'ws',
    async run({ plain, secure }) {
      await talk(new WebSocket(`${plain.replace('http', 'ws')}/chat`))
      await talk(new WebSocket(`${secure.replace('http', 'ws')}/chat`))
    },
  },
  {
    name: 'ws, with agent',
    async run(origins) {
      for (const [module, origin] of [
        [http, origins.plain],
        [https, origins.secure],
      ]) {
        await talk(
          new WebSocket(`${origin.replace('http', 'ws')}/chat`, { agent: new module.Agent() }),
        )
      }
    },
  },
  {
    name: 'https-proxy-agent',
    async run({ ca, plain, secure, proxy }) {
      // It gives TLS no name to check when the host is an address.
      const tls = { ca, checkServerIdentity: () => undefined }
      const agent = new HttpsProxyAgent(proxy)
      await exchange(sendWith(requestOf, { agent, ...tls }), plain, secure)
      agent.destroy()
    },
  },
]

function sendWithAxios(options) {
  const instance = axios.create({
    responseType: 'text',
    transformResponse: (data) => data,
    ...options,
  })
  return async (method, url, data) => (await instance.request({ method, url, data })).data
}

function sendWithGot(got, http2Ca) {
  const options = http2Ca ? { http2: true, https: { certificateAuthority: http2Ca } } : {}
  return async (method, url, body) =>
    (
      await got(url, {
        method,
        retry: got === got11 ? 0 : { limit: 0 },
        ...(body && { body }),
        ...options,
      })
    ).body
}

function sendWithSuperagent() {
  return async (method, url, body) => {
    const request = superagent(method, url).set('content-type', 'text/plain')
    return (await (body ? request.send(body) : request)).text
  }
}

function sendWithJsdom(origin) {
  const { window } = new JSDOM('', { url: origin })
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const request = new window.XMLHttpRequest()
      request.open(method, url)
      request.addEventListener('load', () => resolve(request.responseText))
      request.addEventListener('error', () => reject(new Error(`XMLHttpRequest failed: ${url}`)))
      request.send(body)
    })
}
