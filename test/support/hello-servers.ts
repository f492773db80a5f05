import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { temporaryFolder } from './servers.ts'
import { selfSigned } from './wire/certificate.ts'

/** Two servers that answer `hello PATH`, and the certificate of the second. */
export interface HelloServers extends AsyncDisposable {
  readonly http: string
  readonly https: string
  readonly certPath: string
}

const code = `const { parentPort, workerData } = require('node:worker_threads')
const answer = (request, response) => {
  request.resume().on('end', () => response.end('hello ' + request.url))
}
const servers = [
  require('node:http').createServer(answer),
  require('node:https').createServer(workerData, answer),
]
const { WebSocketServer } = require(workerData.ws)
let waiting = servers.length
for (const server of servers) {
  new WebSocketServer({ server }).on('connection', (socket, { url }) => {
    socket.on('message', () => socket.send('hello ' + url))
  })
  server.listen(0, '127.0.0.1', () => {
    waiting -= 1
    if (waiting === 0) parentPort.postMessage(servers.map((each) => each.address().port))
  })
}`

/**
 * Starts the servers in a thread of their own, so that they answer also while this one waits for a
 * process: in `spawnSync` and the like. Nobody trusts the certificate yet.
 */
export async function helloServers(): Promise<HelloServers> {
  const { cert, key } = await selfSigned()
  const folder = await temporaryFolder()
  const certPath = join(folder.path, 'server.pem')
  await writeFile(certPath, cert)
  const ws = createRequire(import.meta.url).resolve('ws')
  const worker = new Worker(code, { eval: true, workerData: { cert, key, ws } })
  const [ports] = (await once(worker, 'message')) as [[number, number]]
  return {
    http: `http://127.0.0.1:${ports[0]}`,
    https: `https://127.0.0.1:${ports[1]}`,
    certPath,
    async [Symbol.asyncDispose]() {
      await worker.terminate()
      await folder[Symbol.asyncDispose]()
    },
  }
}
