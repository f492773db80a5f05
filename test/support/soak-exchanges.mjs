import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { breakOff, Origins } from './soak-origins.mjs'
import { digest } from './soak-random.mjs'

/**
 * What an exchange is made with.
 *
 * @typedef {object} Scene
 * @property {import('./soak-clients.mjs').Clients} clients
 * @property {Origins} origins
 * @property {import('./soak-random.mjs').Random} random
 * @property {typeof import('./soak-clients.mjs').transports[number]} transport
 * @property {string} path Of this exchange alone.
 * @property {string} foreignCa An authority that did not make the proxy's certificates.
 *
 * What the session must say of it. Sizes and hashes are those of the bodies on the wire.
 *
 * @typedef {object} Expected
 * @property {string} [url] Where the path is not enough.
 * @property {readonly string[]} [outcomes] Kinds of failure that are right; `none` for none.
 * @property {() => boolean} [mayBeMissing] The proxy may never have had the whole head.
 * @property {boolean} [mayRepeat] A request whose connection breaks before there is a response may be sent
 *   again, a few times, when its method is idempotent (RFC 9110 §9.2.2).
 * @property {string} [tunnelUrl] Instead of it there may be a refused handshake, with this URL: the client
 *   may have gone in the middle of it.
 * @property {{ size: number, sha256?: string }} [request]
 * @property {{ status: number, size?: number, sha256?: string }} [response]
 * @property {Record<string, number>} [messages] By direction, control frames left out.
 * @property {(isCut: boolean) => Promise<void>} [afterStop] For what was left open: looks whether it
 *   was cut off, or ends it.
 */

/** Each makes one exchange, and says what must be known of it. @type {Record<string, (scene: Scene) => Promise<Expected>>} */
export const kinds = {
  download,
  bodyless,
  upload,
  longPoll,
  eventStream,
  webSocket,
  refused,
  tlsRefused,
  partialHead,
  clientAbortsWaiting,
  clientAbortsDownload,
  clientAbortsUpload,
  clientAbortsEventStream,
  clientAbortsAnywhere,
  serverResetsWaiting,
  serverResetsDownload,
  serverResetsUpload,
  serverResetsAnywhere,
}

/** The same for what is still going on when its recording is stopped. @type {typeof kinds} */
export const openKinds = { openResponse, openEventStream, openWebSocket }

async function download({ clients, origins, path, random, transport }) {
  const status = random.pick([200, 200, 200, 201, 404, 500])
  const body = random.body()
  const chunked = random.chance()
  origins.expect(path, {
    serve(_request, response) {
      response.writeHead(status, chunked ? {} : { 'content-length': body.length })
      if (chunked) response.write(body.subarray(0, body.length >> 1))
      response.end(chunked ? body.subarray(body.length >> 1) : body)
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const response = { status, ...digest(body) }
  assertSame(await call.answer(), response)
  return { outcomes: ['none'], response }
}

async function bodyless({ clients, origins, path, random, transport }) {
  const method = random.pick(['GET', 'HEAD', 'DELETE', 'OPTIONS'])
  const status = method === 'HEAD' ? 200 : random.pick([204, 304])
  origins.expect(path, {
    serve(_request, response) {
      response.writeHead(status, method === 'HEAD' ? { 'content-length': 1234 } : {}).end()
    },
  })
  const call = await clients.send(transport, { method, path })
  call.stream.end()
  const answer = await call.answer()
  assertSame({ status: answer.status, size: answer.size }, { status, size: 0 })
  return { outcomes: ['none'], request: { size: 0 }, response: { status, size: 0 } }
}

async function upload({ clients, origins, path, random, transport }) {
  const body = random.body()
  origins.expect(path, {
    async serve(request, response) {
      const parts = []
      for await (const part of request) parts.push(part)
      response.end(digest(Buffer.concat(parts)).sha256)
    },
  })
  const call = await clients.send(transport, {
    method: random.pick(['POST', 'PUT', 'PATCH']),
    path,
    headers: random.chance() ? { 'content-length': body.length } : {},
  })
  call.stream.write(body.subarray(0, body.length >> 1))
  call.stream.end(body.subarray(body.length >> 1))
  const request = digest(body)
  const response = { status: 200, ...digest(Buffer.from(request.sha256)) }
  assertSame(await call.answer(), response)
  return { outcomes: ['none'], request, response }
}

async function longPoll({ clients, origins, path, random, transport }) {
  const body = random.body(random.upTo(2_000))
  origins.expect(path, {
    serve(_request, response) {
      setTimeout(() => response.end(body), random.upTo(100))
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const response = { status: 200, ...digest(body) }
  assertSame(await call.answer(), response)
  return { outcomes: ['none'], response }
}

async function eventStream({ clients, origins, path, random, transport }) {
  const events = random.upTo(20)
  const body = Buffer.from('data: something has happened\n\n'.repeat(events))
  origins.expect(path, {
    async serve(_request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      for (let sent = 0; sent < events; sent++) {
        await sleep(random.upTo(3))
        response.write('data: something has happened\n\n')
      }
      response.end()
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const response = { status: 200, ...digest(body) }
  assertSame(await call.answer(), response)
  return { outcomes: ['none'], response, messages: { received: events } }
}

async function webSocket({ clients, origins, path, random }) {
  const ending = random.pick([
    'client closes',
    'origin closes',
    'client vanishes',
    'origin vanishes',
  ])
  const messages = 1 + random.upTo(5)
  const { gone, socket, theirs } = await openEcho(origins, clients, path, random.chance())
  for (let sent = 0; sent < messages; sent++) {
    const echo = once(socket, 'message')
    const body = random.body(random.upTo(5_000))
    const data = random.chance() ? body : body.toString('base64')
    socket.send(data)
    const [received, isBinary] = await echo
    if (isBinary !== (data === body) || !Buffer.from(data).equals(received)) {
      throw new Error('the client got another message back than it sent')
    }
  }
  const closed = once(socket, 'close')
  if (ending === 'client closes') socket.close(1000)
  else if (ending === 'origin closes') theirs().close(1000)
  else if (ending === 'client vanishes') socket.terminate()
  else theirs().terminate()
  await Promise.all([closed, gone])
  const outcomes = {
    // Who of the two went first cannot always be told: there is no close frame of either.
    'client vanishes': ['client-aborted', 'reset'],
    'origin vanishes': ['reset'],
  }
  return {
    outcomes: outcomes[ending] ?? ['none'],
    response: { status: 101 },
    messages: { sent: messages, received: messages },
  }
}

async function refused({ clients, path, transport }) {
  const authority = `127.0.0.1:${Origins.refusedPort}`
  const call = await clients.send(transport, { path, authority })
  call.stream.end()
  await assertBroken(call)
  return { outcomes: ['refused'] }
}

async function tlsRefused({ clients, foreignCa, origins, path }) {
  const name = path.slice(1).replaceAll('/', '-').toLowerCase()
  const authority = `${name}.localhost:${origins.port('https')}`
  const opened = await clients.secureTunnel(authority, { ca: foreignCa }).catch(() => undefined)
  if (opened) throw new Error('the client trusted an authority that it does not know')
  return { url: `https://${authority}/`, outcomes: ['client-tls'] }
}

async function partialHead({ clients, path, random, transport }) {
  const socket = await clients.socket()
  const head = `GET http://${clients.authority(transport)}${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`
  socket.write(head.slice(0, 1 + random.upTo(head.length - 1)))
  await sleep(random.upTo(5))
  socket.destroy()
  return { outcomes: ['client-aborted', 'protocol'], mayBeMissing: () => true }
}

async function clientAbortsWaiting({ clients, origins, path, random, transport }) {
  const gone = moment()
  const { seen } = origins.expect(path, {
    serve: (_request, response) => response.once('close', gone.pass),
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  await seen
  await sleep(random.upTo(5))
  call.abort()
  await gone.passed
  return { outcomes: ['client-aborted'] }
}

async function clientAbortsDownload({ clients, origins, path, random, transport }) {
  const body = random.body(2 + random.size())
  const gone = moment()
  const chunked = random.chance()
  origins.expect(path, {
    serve(_request, response) {
      response.once('close', gone.pass)
      response.writeHead(200, chunked ? {} : { 'content-length': body.length })
      // The rest never comes, so that it cannot be over before the client gives up.
      response.write(body.subarray(0, body.length >> 1))
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const { stream } = await call.response
  await once(stream, 'data')
  call.abort()
  await gone.passed
  return { outcomes: ['client-aborted'], response: { status: 200 } }
}

async function clientAbortsUpload({ clients, origins, path, random, transport }) {
  const body = random.body(2 + random.size())
  const arrived = moment()
  const gone = moment()
  origins.expect(path, {
    serve(request, response) {
      response.once('close', gone.pass)
      request.on('data', arrived.pass)
    },
  })
  const headers = random.chance() ? { 'content-length': body.length } : {}
  const call = await clients.send(transport, { method: 'POST', path, headers })
  call.stream.write(body.subarray(0, body.length >> 1))
  await arrived.passed
  call.abort()
  await gone.passed
  return { outcomes: ['client-aborted'] }
}

async function clientAbortsEventStream({ clients, origins, path, random, transport }) {
  const gone = moment()
  const { events, stream, call } = await openEvents(
    { clients, origins, path, random, transport },
    gone,
  )
  stream.resume()
  call.abort()
  await gone.passed
  return { outcomes: ['client-aborted'], response: { status: 200 }, messages: { received: events } }
}

async function clientAbortsAnywhere({ clients, origins, path, random, transport }) {
  const up = random.body()
  const down = random.body()
  const gone = moment()
  const { wasSeen } = origins.expect(path, {
    async serve(request, response) {
      response.once('close', gone.pass)
      request.resume()
      await once(request, 'end').catch(() => {})
      await sleep(random.upTo(5))
      response.write(down.subarray(0, down.length >> 1))
      await sleep(random.upTo(5))
      response.end(down.subarray(down.length >> 1))
    },
  })
  const call = await clients.send(transport, { method: 'POST', path })
  const answered = call.answer().then(
    (answer) => answer,
    () => undefined,
  )
  call.stream.end(up)
  await sleep(random.upTo(20))
  call.abort()
  const answer = await answered
  // What has not arrived by now may still be on its way to the server.
  if (wasSeen()) await gone.passed
  const response = { status: 200, ...digest(down) }
  if (answer) assertSame(answer, response)
  return answer
    ? { outcomes: ['none'], request: digest(up), response }
    : {
        outcomes: ['client-aborted', 'none'],
        mayBeMissing: () => !wasSeen(),
        tunnelUrl: `https://${clients.authority(transport)}/`,
      }
}

async function serverResetsWaiting({ clients, origins, path, random, transport }) {
  const hard = random.chance()
  const method = random.pick(['GET', 'GET', 'DELETE', 'POST'])
  origins.expect(path, { serve: (_request, response) => breakOff(response, hard) })
  const call = await clients.send(transport, { method, path })
  call.stream.end()
  await assertBroken(call)
  return { outcomes: ['reset'], mayRepeat: method !== 'POST' }
}

async function serverResetsDownload({ clients, origins, path, random, transport }) {
  const body = random.body(2 + random.size())
  const hard = random.chance()
  const chunked = random.chance()
  origins.expect(path, {
    serve(_request, response) {
      response.writeHead(200, chunked ? {} : { 'content-length': body.length })
      response.write(body.subarray(0, body.length >> 1), () => breakOff(response, hard))
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  await assertBroken(call)
  return { outcomes: ['reset'], mayRepeat: true }
}

async function serverResetsUpload({ clients, origins, path, random, transport }) {
  const body = random.body(2 + random.size())
  const hard = random.chance()
  origins.expect(path, {
    serve: (request, response) => request.once('data', () => breakOff(response, hard)),
  })
  const headers = random.chance() ? { 'content-length': body.length } : {}
  const call = await clients.send(transport, { method: 'POST', path, headers })
  // Not all of it: who has everything might as well have answered.
  call.stream.write(body.subarray(0, body.length >> 1))
  await assertBroken(call)
  return { outcomes: ['reset'] }
}

async function serverResetsAnywhere({ clients, origins, path, random, transport }) {
  const body = random.body(100 + random.size())
  const hard = random.chance()
  origins.expect(path, {
    async serve(_request, response) {
      setTimeout(() => {
        // Once all is said, the connection may be somebody else's.
        if (!response.writableEnded) breakOff(response, hard)
      }, random.upTo(15))
      response.writeHead(200, { 'content-length': body.length })
      for (let at = 0; at < body.length && !response.destroyed; at += 10_000) {
        await sleep(random.upTo(2))
        response.write(body.subarray(at, at + 10_000))
      }
      response.end()
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const answer = await call.answer().catch(() => undefined)
  const response = { status: 200, ...digest(body) }
  if (answer) assertSame(answer, response)
  // The client must see of the failure what the session says of it, and the other way round.
  return {
    mayRepeat: true,
    ...(answer ? { outcomes: ['none'], response } : { outcomes: ['reset'] }),
  }
}

async function openResponse({ clients, origins, path, transport }) {
  const gone = moment()
  const { seen } = origins.expect(path, {
    serve: (_request, response) => response.once('close', gone.pass),
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  await seen
  return { outcomes: ['unfinished'], afterStop: afterStop(call, gone) }
}

async function openEventStream(scene) {
  const gone = moment()
  const { call, events, stream } = await openEvents(scene, gone)
  stream.resume()
  return {
    outcomes: ['unfinished'],
    response: { status: 200 },
    messages: { received: events },
    afterStop: afterStop(call, gone),
  }
}

async function openWebSocket({ clients, origins, path, random }) {
  const { gone, socket } = await openEcho(origins, clients, path, random.chance())
  const echo = once(socket, 'message')
  const closed = once(socket, 'close')
  socket.send('still here')
  await echo
  return {
    outcomes: ['unfinished'],
    response: { status: 101 },
    messages: { sent: 1, received: 1 },
    async afterStop(isCut) {
      if (!isCut) socket.terminate()
      await Promise.all([closed, gone])
    },
  }
}

function afterStop(call, gone) {
  const closed = moment()
  call.stream.once('close', closed.pass)
  return async (isCut) => {
    if (!isCut) call.abort()
    await Promise.all([closed.passed, gone.passed])
  }
}

/** An event stream that has brought all it will bring, and goes on. */
async function openEvents({ clients, origins, path, random, transport }, gone) {
  const events = 1 + random.upTo(5)
  const size = events * Buffer.byteLength('data: tick\n\n')
  origins.expect(path, {
    serve(_request, response) {
      response.once('close', gone.pass)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: tick\n\n'.repeat(events))
    },
  })
  const call = await clients.send(transport, { path })
  call.stream.end()
  const { stream } = await call.response
  await new Promise((resolve, reject) => {
    let received = 0
    stream.on('data', (part) => (received += part.length) >= size && resolve(undefined))
    stream.on('close', () => reject(new Error(`the event stream ended after ${received} bytes`)))
  })
  return { call, events, stream }
}

/** A WebSocket whose server sends back what it gets. */
async function openEcho(origins, clients, path, secure) {
  const gone = moment()
  let theirs
  origins.expect(path, {
    upgrade(accepted) {
      theirs = accepted
      accepted.once('close', gone.pass)
      accepted.on('message', (data, isBinary) => accepted.send(data, { binary: isBinary }))
    },
  })
  const socket = await clients.webSocket(secure, path)
  await once(socket, 'open')
  socket.on('error', () => {})
  return { socket, theirs: () => theirs, gone: gone.passed }
}

function moment() {
  let pass = () => {}
  const passed = new Promise((resolve) => (pass = () => resolve(undefined)))
  return { pass, passed }
}

async function assertBroken(call) {
  const answer = await call.answer().catch(() => undefined)
  if (answer) throw new Error(`the client got a whole answer: ${JSON.stringify(answer)}`)
}

function assertSame(actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== other) throw new Error(`the client got ${cut(one)} instead of ${cut(other)}`)
}

function cut(text) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
