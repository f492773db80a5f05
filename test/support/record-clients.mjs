// Asks a server with every client of Node that is here: node record-clients.mjs ORIGIN CA-FILE
import { readFileSync } from 'node:fs'
import http, { request as namedRequest } from 'node:http'
import https from 'node:https'
import axios from 'axios'
import WsSocket from 'ws'

const [origin = '', caPath = ''] = process.argv.slice(2)
const module = origin.startsWith('https') ? https : http
const keepAlive = new module.Agent({ keepAlive: true, maxSockets: 1 })
const custom = new (class extends module.Agent {
  createConnection(options, callback) {
    const socket = super.createConnection(options, callback)
    socket.setNoDelay(true)
    return socket
  }
})()

const textOf = async (response) => {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return text
}

const send = (path, options, body) =>
  new Promise((resolve, reject) => {
    const request = module.request(`${origin}${path}`, options, (response) => {
      resolve(textOf(response))
    })
    request.on('error', reject)
    request.end(body)
  })

const exchange = (Socket, path) =>
  new Promise((resolve, reject) => {
    const socket = new Socket(origin.replace('http', 'ws') + path)
    socket.addEventListener('open', () => socket.send('?'))
    socket.addEventListener('error', ({ error, message }) => reject(error ?? new Error(message)))
    socket.addEventListener('message', ({ data }) => {
      socket.addEventListener('close', () => resolve(data))
      socket.close()
    })
  })

const clients = {
  fetch: async (path) => (await fetch(origin + path)).text(),
  agent: (path) => send(path, {}),
  'no-agent': (path) => send(path, { agent: false }),
  'keep-alive': (path) => send(path, { agent: keepAlive }),
  again: (path) => send(path, { agent: keepAlive }),
  custom: (path) => send(path, { agent: custom }),
  post: (path) => send(path, { method: 'POST', agent: keepAlive }, 'a'.repeat(200_000)),
  axios: async (path) => (await axios.get(origin + path)).data,
  'axios-agent': async (path) => {
    const agents = { httpAgent: keepAlive, httpsAgent: keepAlive }
    return (await axios.get(origin + path, { ...agents, proxy: false })).data
  },
  // Who trusts certain authorities only.
  pinned: (path) => send(path, { ca: readFileSync(caPath), agent: new module.Agent() }),
  ws: (path) => exchange(WsSocket, path),
  // Node 20 has none.
  ...('WebSocket' in globalThis && { WebSocket: (path) => exchange(WebSocket, path) }),
}

for (const [name, ask] of Object.entries(clients)) {
  console.log(await ask(`/${name}`))
}
if (namedRequest !== http.request) throw new Error('a named import is another function')
