// Peak memory of a process that records one large body: 500 MB and 1 GB, down and up, HTTP and HTTPS, with
// the default limit (the first 50 MiB are kept) and with all of it kept. A new process for each.
// Options: --quick (500 MB and HTTP only), --only PATTERN, --json FILE.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { connect as connectTls } from 'node:tls'
import { parseArgs } from 'node:util'
import { openStore } from '@hartifact/core'
import { makeCertificate } from './support/certificate.mjs'
import { describeMachine } from './support/machine.mjs'
import { hasProc, memory } from './support/process-facts.mjs'
import { printTable } from './support/report.mjs'
import { startProcess } from './support/worker-process.mjs'

const { values: options } = parseArgs({
  // Arguments of `npm run bench` go to all benchmarks: some are for others.
  strict: false,
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
})
/** MB of resident memory that a process may reach. */
const limit = 150
const chunk = Buffer.alloc(64 * 1024, 'hartifact ')

const cells = ['http', 'https']
  .flatMap((scheme) => ['download', 'upload'].map((way) => ({ scheme, way })))
  .flatMap((cell) => [500_000_000, 1_000_000_000].map((size) => ({ ...cell, size })))
  .flatMap((cell) => [false, true].map((whole) => ({ ...cell, whole })))
  .filter(({ scheme, size }) => !options.quick || (scheme === 'http' && size === 500_000_000))
  .map((cell) => ({ ...cell, name: nameOf(cell) }))
  .filter(({ name }) => new RegExp(options.only).test(name))

const folder = await mkdtemp(join(tmpdir(), 'hartifact-bench-'))
const certificate = await makeCertificate()
const http = createServer(serve).listen(0, '127.0.0.1')
const https = createHttpsServer(certificate, serve).listen(0, '127.0.0.1')
await Promise.all([once(http, 'listening'), once(https, 'listening')])
const ports = { http: http.address().port, https: https.address().port }
const rows = []
try {
  console.log(describeMachine())
  if (!hasProc) console.log('This system does not tell the memory of other processes; sizes only.')
  for (const cell of cells) {
    if (process.stderr.isTTY) process.stderr.write(`\r${cell.name}\u001B[K`)
    rows.push({ ...cell, ...(await measure(cell)) })
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  printTable(
    `Peak memory of the recording process (must stay below ${limit} MB)`,
    rows.map(({ base, name, peak, seconds, size, wrong }) => ({
      '': name,
      'before MB': base?.toFixed(0) ?? '-',
      'peak MB': `${peak?.toFixed(0) ?? '-'}${peak > limit ? ' (!)' : ''}`,
      'MB/s': (size / 1e6 / seconds).toFixed(0),
      'in the session': wrong ?? 'as it was',
    })),
  )
  if (options.json) {
    const report = { machine: describeMachine(), limit, results: rows }
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`)
  }
  const failed = rows.filter(({ ok }) => !ok).length
  console.log(`\n${rows.length - failed} of ${rows.length} as they must be`)
  process.exitCode = failed > 0 ? 1 : 0
} finally {
  for (const server of [http, https]) server.close().closeAllConnections()
  await rm(folder, { recursive: true, force: true })
}

function nameOf({ scheme, size, way, whole }) {
  return `${scheme} ${way} ${size / 1e6} MB, ${whole ? 'all of it' : 'first 50 MiB'} kept`
}

async function measure({ name, scheme, size, way, whole }) {
  const store = join(folder, 'store')
  await mkdir(store)
  // Infinity is no JSON; more than the largest is as good.
  const limits = whole ? { limits: { body: Number.MAX_SAFE_INTEGER } } : {}
  const proxy = await startProcess(
    './proxies/hartifact-proxy.mjs',
    { ca: certificate.ca, store, ...limits },
    { HARTIFACT_CA_FOLDER: join(folder, 'ca') },
  )
  try {
    const { port, session } = await proxy.ask('record', { name })
    const url = `${scheme}://127.0.0.1:${ports[scheme]}/${size}`
    // The first request loads code and makes certificates.
    await transfer(
      port,
      proxy.ready.authority,
      `${scheme}://127.0.0.1:${ports[scheme]}/1`,
      'download',
      1,
    )
    await proxy.ask('settled')
    const base = memory(proxy.pid)?.peak
    const began = performance.now()
    await transfer(port, proxy.ready.authority, url, way, size)
    const seconds = (performance.now() - began) / 1000
    await proxy.ask('settled')
    const peak = memory(proxy.pid)?.peak
    await proxy.ask('stop')
    const wrong = await check(store, session, { way, size, whole })
    const ok = wrong === undefined && (peak === undefined || peak < limit)
    return { base, peak, seconds, ok, ...(wrong && { wrong }) }
  } finally {
    await proxy.stop()
    await rm(store, { recursive: true })
  }
}

async function transfer(port, authority, url, way, size) {
  const { host, protocol } = new URL(url)
  const secure = protocol === 'https:'
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const request = httpRequest({
    createConnection: () => socket,
    ...(secure && (await tunnel(socket, host, authority))),
    path: secure ? new URL(url).pathname : url,
    method: way === 'upload' ? 'POST' : 'GET',
    headers: { host, ...(way === 'upload' && { 'content-length': size }) },
  })
  const answered = once(request, 'response')
  if (way === 'upload') await pipeline(bytes(size), request)
  else request.end()
  const [response] = await answered
  let received = 0
  for await (const part of response) received += part.length
  const expected = way === 'upload' ? String(size).length : size
  if (response.statusCode !== 200 || received !== expected) {
    throw new Error(`${url} brought status ${response.statusCode} and ${received} bytes`)
  }
}

async function tunnel(socket, host, ca) {
  socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await once(socket, 'data')
  const secure = connectTls({ socket, ca, host: '127.0.0.1' })
  await once(secure, 'secureConnect')
  return { createConnection: () => secure }
}

function serve(request, response) {
  if (request.method === 'GET') {
    const size = Number(request.url.slice(1))
    response.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' })
    bytes(size).pipe(response)
    return
  }
  let received = 0
  request.on('data', (part) => (received += part.length))
  request.on('end', () => response.end(String(received)))
}

function bytes(size) {
  return Readable.from(
    (function* parts() {
      for (let left = size; left > 0; left -= chunk.length)
        yield chunk.subarray(0, Math.min(left, chunk.length))
    })(),
    { objectMode: false },
  )
}

/** @param {number} size */
function hashOf(size) {
  const hash = createHash('sha256')
  for (let left = size; left > 0; left -= chunk.length) hash.update(chunk.subarray(0, left))
  return hash.digest('hex')
}

/** What is wrong with the large body in the session, if anything. */
async function check(store, id, { size, way, whole }) {
  const opened = await openStore(store)
  try {
    const session = await opened.open(id)
    const entries = []
    for await (const entry of session.entries()) entries.push(entry)
    if (entries.length !== 2) return `${entries.length} entries for 2 requests`
    const { failure, request, response } = entries[1]
    if (failure) return failure.message
    const { body } = way === 'upload' ? request : response
    if (body?.size !== size) return `${body?.size} bytes`
    if (body.sha256 !== hashOf(size)) return 'other bytes'
    if (whole === Boolean(body.truncated)) return whole ? 'cut off' : 'not cut off'
    return undefined
  } finally {
    await opened.close()
  }
}
