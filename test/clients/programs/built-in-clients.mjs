import http, { request as importedHttpRequest } from 'node:http'
import http2 from 'node:http2'
import https, { request as importedHttpsRequest } from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import early from './early.cjs'
import { exchange, sendWith, sendWithFetch, talk } from './exchanges.mjs'

/**
 * @typedef {object} Client
 * @property {string} name
 * @property {(origins: import('./origins.mjs').Origins, recording: import('@hartifact/core').Recording) => Promise<void>} run
 * @property {(major: number) => string | undefined} [unsupported] Why it cannot run on a Node.
 */

const isSecure = (url) => url.startsWith('https:')
const request = (url) => (isSecure(url) ? https.request : http.request)
const withoutWebSocket = (major) => (major < 22 ? 'no global WebSocket' : undefined)

/** @type {Client[]} */
export const builtInClients = [
  { name: 'fetch', run: ({ plain, secure }) => exchange(sendWithFetch(fetch), plain, secure) },
  {
    name: 'fetch by a host name',
    run: ({ plain }) => exchange(sendWithFetch(fetch), plain.replace('127.0.0.1', 'localhost')),
  },
  {
    name: 'WebSocket',
    unsupported: withoutWebSocket,
    async run({ plain, secure }) {
      await talk(new WebSocket(`${plain.replace('http', 'ws')}/chat`))
      await talk(new WebSocket(`${secure.replace('http', 'ws')}/chat`))
    },
  },
  {
    name: 'http(s).request',
    run: ({ plain, secure }) => exchange(sendWith(request), plain, secure),
  },
  {
    name: 'http(s).request, agent: false',
    run: ({ plain, secure }) => exchange(sendWith(request, { agent: false }), plain, secure),
  },
  {
    name: 'http(s).request, own keepAlive agent',
    async run(origins) {
      for (const [module, origin] of [
        [http, origins.plain],
        [https, origins.secure],
      ]) {
        const agent = new module.Agent({ keepAlive: true })
        await exchange(sendWith(request, { agent }), origin)
        agent.destroy()
      }
    },
  },
  {
    name: 'https.request, own ca',
    run: ({ private: origin, privateCa }) => exchange(sendWith(request, { ca: privateCa }), origin),
  },
  {
    name: 'https.request, own agent with ca',
    async run({ private: origin, privateCa }) {
      const agent = new https.Agent({ ca: [privateCa], keepAlive: true })
      await exchange(sendWith(request, { agent }), origin)
      agent.destroy()
    },
  },
  {
    name: 'https.request, rejectUnauthorized: false',
    run: ({ private: origin }) =>
      exchange(sendWith(request, { rejectUnauthorized: false }), origin),
  },
  {
    name: "const { request } = require('https') before routing",
    run: ({ plain, secure }) =>
      exchange(
        sendWith((url) => (isSecure(url) ? early.httpsRequest : early.httpRequest)),
        plain,
        secure,
      ),
  },
  {
    name: "import { request } from 'node:https'",
    run: ({ plain, secure }) =>
      exchange(
        sendWith((url) => (isSecure(url) ? importedHttpsRequest : importedHttpRequest)),
        plain,
        secure,
      ),
  },
  { name: 'http2.connect (TLS)', run: ({ ca, h2 }) => exchangeOverHttp2(h2, { ca }) },
  { name: 'http2.connect (h2c)', run: ({ h2c }) => exchangeOverHttp2(h2c) },
  { name: 'net.connect', run: ({ plain }) => rawExchange(net.connect, plain) },
  { name: 'tls.connect', run: ({ ca, secure }) => rawExchange(tls.connect, secure, { ca }) },
]

async function exchangeOverHttp2(origin, options) {
  const session = http2.connect(origin, options)
  const send = (method, url, body) =>
    new Promise((resolve, reject) => {
      const { pathname, search } = new URL(url)
      const stream = session.request({ ':method': method, ':path': pathname + search })
      let text = ''
      stream.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      stream.on('end', () => resolve(text)).on('error', reject)
      session.on('error', reject)
      stream.end(body)
    })
  await exchange(send, origin)
  await new Promise((resolve) => session.close(resolve))
}

/** HTTP written by hand. */
async function rawExchange(connect, origin, options = {}) {
  const { hostname, port } = new URL(origin)
  const send = (method, url, body = '') =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), ...options })
      const { pathname, search } = new URL(url)
      let text = ''
      socket.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      socket
        .on('error', reject)
        .on('end', () => resolve(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)))
      socket.write(
        `${method} ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n` +
          `connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    })
  await exchange(send, origin)
}
