// The client: a fixed number of connections, each of which sends its next request when the last
// answer is whole. Plain sockets, so that it needs a fraction of what the proxies need.
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ResponseReader } from './response-reader.mjs'
import { serveParent } from './worker-process.mjs'

/** Nothing answers so late here, unless it never does. */
const patience = 10_000

/** Connections that are open between two loads. */
let idle = []

serveParent({}, { load, close })

function close() {
  for (const client of idle) client.close()
  idle = []
}

/**
 * Sends requests for a while. Afterwards connections stay open for the next load, until `close`.
 *
 * @param {object} plan
 * @param {number | undefined} plan.proxy Port of the proxy; without one it goes to the server.
 * @param {number} plan.server Port of the server.
 * @param {boolean} plan.secure
 * @param {number} plan.size Bytes of each body.
 * @param {number} plan.connections
 * @param {boolean} plan.fresh A new connection for each request.
 * @param {number} plan.milliseconds How long requests are begun.
 * @param {number} plan.from Requests are numbered from here on, in their paths.
 * @returns {Promise<{ sent: number, answered: number, errors: Record<string, number>, seconds: number,
 *   p50: number, p99: number }>} `sent` counts the heads that were written, answered or not.
 */
async function load(plan) {
  const run = { plan, sent: 0, latencies: [], errors: {}, until: 0 }
  const began = performance.now()
  run.until = began + plan.milliseconds
  await Promise.all(Array.from({ length: plan.connections }, () => loop(run)))
  const seconds = (performance.now() - began) / 1000
  const sorted = Float64Array.from(run.latencies).toSorted()
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return {
    sent: run.sent,
    answered: sorted.length,
    errors: run.errors,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
  }
}

async function loop(run) {
  const { fresh } = run.plan
  let client = idle.pop()
  while (performance.now() < run.until) {
    // A new connection is part of what its request costs.
    const began = performance.now()
    try {
      client ??= await Client.open(run.plan)
      run.sent++
      await client.get(`/${run.plan.size}/${run.plan.from + run.sent}`)
      run.latencies.push(performance.now() - began)
      if (fresh || client.reader.last) {
        client.close()
        client = undefined
      }
    } catch (error) {
      const what = error.code ?? error.message
      run.errors[what] = (run.errors[what] ?? 0) + 1
      client?.close()
      client = undefined
    }
  }
  if (client) idle.push(client)
}

class Client {
  reader = new ResponseReader()
  #socket
  #start
  #end
  #size
  /** @type {{ resolve: (value?: unknown) => void, reject: (error: Error) => void } | undefined} */
  #waiting

  constructor(socket, plan) {
    const authority = `127.0.0.1:${plan.server}`
    // Through an HTTP proxy plain HTTP is asked for in absolute form (RFC 9112 §3.2.2).
    this.#start = plan.proxy && !plan.secure ? `GET http://${authority}` : 'GET '
    this.#end =
      ` HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: bench/1.0\r\nAccept: */*\r\n` +
      // http-mitm-proxy keeps connections open for those who say it in the old way only.
      `Accept-Language: en\r\n${plan.fresh ? 'Connection: close' : 'Proxy-Connection: keep-alive'}\r\n\r\n`
    this.#size = plan.size
    this.#socket = socket
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('closed without an answer')))
    socket.on('data', (chunk) => {
      if (!this.reader.take(chunk)) return
      const { size, status } = this.reader
      const waiting = this.#waiting
      this.#waiting = undefined
      if (status !== 200) waiting?.reject(new Error(`status ${status}`))
      else if (size !== this.#size) waiting?.reject(new Error(`${size} bytes`))
      else waiting?.resolve()
    })
  }

  static async open(plan) {
    const { proxy, secure, server } = plan
    let socket = impatient(connect({ port: proxy ?? server, host: '127.0.0.1', noDelay: true }))
    await opened(socket, 'connect')
    if (!secure) return new Client(socket, plan)
    if (proxy) {
      const authority = `127.0.0.1:${server}`
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
      let answer = ''
      // Some send it in several pieces.
      while (!answer.endsWith('\r\n\r\n')) {
        answer += (await opened(socket, 'data')).latin1Slice()
      }
      if (!/^HTTP\/1\.\d 200 /.test(answer)) throw new Error(answer.split('\r\n', 1)[0])
    }
    socket.setTimeout(0)
    // What a client checks, and how long that takes it, is not the proxies' affair.
    socket = impatient(
      connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }),
    )
    await opened(socket, 'secureConnect')
    return new Client(socket, plan)
  }

  get(path) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(this.#start + path + this.#end, 'latin1')
    })
  }

  close() {
    this.#socket.end()
    this.#socket.resume()
  }

  #fail(error) {
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}

function impatient(socket) {
  return socket.setTimeout(patience, () => socket.destroy(new Error('no answer')))
}

/** Waits for an event of a socket that is being opened. */
function opened(socket, event) {
  return new Promise((resolve, reject) => {
    const settle = (take) => (value) => {
      socket.off(event, succeed).off('error', fail).off('close', closed)
      take(value)
    }
    const succeed = settle(resolve)
    const fail = settle(reject)
    const closed = () => fail(new Error(`closed before ${event}`))
    socket.once(event, succeed).once('error', fail).once('close', closed)
  })
}
