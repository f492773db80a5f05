import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as grpc from '@grpc/grpc-js'
import { Octokit } from '@octokit/core'
import OpenAI from 'openai'
import { Server as SocketServer } from 'socket.io'
import { io } from 'socket.io-client'
import Stripe from 'stripe'
import supertest from 'supertest'

/** @type {import('./built-in-clients.mjs').Client[]} */
export const sdkClients = [
  {
    name: '@aws-sdk/client-s3',
    run: ({ plain, secure }) => Promise.all([plain, secure].map(storeObject)),
  },
  {
    name: '@octokit/core',
    async run({ plain, secure }) {
      for (const baseUrl of [plain, secure]) {
        const octokit = new Octokit({ baseUrl })
        await octokit.request('GET /repos/{owner}/{repo}', { owner: 'tea', repo: 'shop' })
        await octokit.request('POST /repos/{owner}/{repo}/issues', {
          owner: 'tea',
          repo: 'shop',
          title: 'Cold',
        })
      }
    },
  },
  {
    name: 'stripe',
    async run({ plain, secure }) {
      for (const origin of [plain, secure]) {
        const { hostname, port, protocol } = new URL(origin)
        const stripe = new Stripe('key_of_nobody', {
          host: hostname,
          port,
          protocol: protocol.slice(0, -1),
          telemetry: false,
        })
        await stripe.customers.create({ email: 'ada@example.test' })
        await stripe.customers.retrieve('cus_1')
      }
    },
  },
  {
    name: 'openai',
    async run({ plain, secure }) {
      for (const origin of [plain, secure]) {
        const openai = new OpenAI({ apiKey: 'key of nobody', baseURL: origin, maxRetries: 0 })
        await openai.models.list()
        await openai.chat.completions.create({
          model: 'tea',
          messages: [{ role: 'user', content: 'hello' }],
        })
      }
    },
  },
  { name: 'supertest', run: testApp },
  { name: 'socket.io-client, websocket', run: (origins) => converse(origins, ['websocket']) },
  {
    name: 'socket.io-client, polling and upgrade',
    run: (origins) => converse(origins, ['polling', 'websocket']),
  },
  { name: '@grpc/grpc-js', run: (origins) => callProcedure(origins) },
  {
    name: '@grpc/grpc-js, $grpc_proxy',
    async run(origins, recording) {
      process.env.grpc_proxy = recording.taggedProxyUrl
      try {
        await callProcedure(origins)
      } finally {
        delete process.env.grpc_proxy
      }
    },
  },
]

async function storeObject(endpoint) {
  const client = new S3Client({
    endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'none' },
    maxAttempts: 1,
  })
  await client.send(new PutObjectCommand({ Bucket: 'teas', Key: 'green', Body: 'leaves' }))
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'teas', Key: 'green' }))
  assert.match(await Body.transformToString(), /GET/)
  client.destroy()
}

/** Supertest starts the server of the app by itself, for each request. */
async function testApp({ logged }) {
  const app = logged((request, response) => response.end(`${request.method} works`))
  await supertest(app).get('/things?page=1').expect(200, 'GET works')
  await supertest(app).post('/things').send({ name: 'tea' }).expect(200, 'POST works')
}

async function converse({ log, logged }, transports) {
  const server = http.createServer()
  const sockets = new SocketServer(server)
  // Its own listener answers; ours only takes note, and engine.io calls it for what is not its own.
  server.prependListener(
    'request',
    logged(() => {}),
  )
  server.on('upgrade', ({ headers, url }) => log.push(`GET ws://${headers.host}${url}`))
  sockets.on('connection', (socket) => socket.on('say', (text, answer) => answer(text)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = io(`http://127.0.0.1:${server.address().port}`, { transports, forceNew: true })
  try {
    if (transports.length > 1) await once(client.io.engine, 'upgrade')
    assert.equal(await client.timeout(60_000).emitWithAck('say', 'hello'), 'hello')
  } finally {
    client.disconnect()
    await sockets.close()
  }
}

async function callProcedure({ log }) {
  const text = {
    serialize: (value) => Buffer.from(value),
    deserialize: (bytes) => bytes.toString(),
  }
  const echo = {
    path: '/Tea/Echo',
    requestStream: false,
    responseStream: false,
    requestSerialize: text.serialize,
    requestDeserialize: text.deserialize,
    responseSerialize: text.serialize,
    responseDeserialize: text.deserialize,
  }
  const server = new grpc.Server()
  server.addService({ echo }, { echo: ({ request }, callback) => callback(null, request) })
  const port = await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure())
  for (const said of ['one', 'two']) {
    log.push(`POST http://127.0.0.1:${port}/Tea/Echo`)
    const answer = await new Promise((resolve, reject) => {
      client.makeUnaryRequest(echo.path, text.serialize, text.deserialize, said, (error, value) =>
        error ? reject(error) : resolve(value),
      )
    })
    assert.equal(answer, said)
  }
  client.close()
  await new Promise((resolve) => server.tryShutdown(resolve))
}
