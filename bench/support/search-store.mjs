import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/run.mjs'

/** Part of the folder's name: another number for other content. */
const version = 1
const dist = (path) => pathToFileURL(join(root, 'packages/core/dist', path)).href

/**
 * A store on disk with sessions of entries as they are in suites of API tests, written by the
 * store's own writers from a fixed seed. It is made once and kept in the temporary folder.
 *
 * @param {number} sessions
 * @param {number} entries In each session.
 * @returns {Promise<string>} Its folder.
 */
export async function searchStore(sessions, entries) {
  const folder = join(tmpdir(), `hartifact-search-${version}-${sessions}x${entries}`)
  if (existsSync(folder)) return folder
  const { openDiskStorage, openStoreFolder } = await import(dist('store/index.js'))
  const unfinished = `${folder}-${process.pid}`
  await mkdir(unfinished, { recursive: true })
  const storage = openDiskStorage(unfinished)
  try {
    await openStoreFolder(storage)
    for (let number = 0; number < sessions; number++) {
      await writeSession(storage, number, entries)
      if (process.stderr.isTTY)
        process.stderr.write(`\r${number + 1} of ${sessions} sessions\u001B[K`)
    }
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    await storage.close()
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}

async function writeSession(storage, number, entries) {
  const { createSession, newSessionId, openWriter, rebuildManifest } = await import(
    dist('store/index.js')
  )
  const random = randomNumbers(number + 1)
  const id = newSessionId()
  const name = `Suite ${number}`
  const created = Date.UTC(2026, 2, 1) + number * 60_000
  const createdAt = new Date(created).toISOString()
  await createSession(storage, { id, name, createdAt, state: 'recording', redaction: 'default' })
  const writer = await openWriter(storage, id, 'capture')
  for (let index = 0; index < entries; index++) {
    for (const line of exchange(random, writer, created + index * 20, index))
      void writer.append(line)
    if (index % 500 === 0) await writer.flush()
  }
  await writer.close()
  await rebuildManifest(storage, id)
}

const hosts = [
  'api.shop.test',
  'www.shop.test',
  'cdn.shop.test',
  'login.shop.test',
  'img.other.test',
]
const paths = ['items', 'cart', 'search', 'orders', 'users/me', 'assets/app.js', 'prices']
const words = ['order', 'price', 'name', 'total', 'created', 'customer', 'state', 'item', 'count']

/** The lines of one exchange; bodies go to the writer at once. */
function* exchange(random, writer, time, index) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const id = `${String(index).padStart(8, '0')}-${hex(random)}`
  const host = pick(hosts)
  const isPost = random() < 0.2
  const startedAt = new Date(time).toISOString().replace('Z', '000Z')
  const httpVersion = 'HTTP/2'
  yield {
    t: 'req',
    entry: {
      id,
      startedAt,
      request: {
        method: isPost ? 'POST' : 'GET',
        url: `https://${host}/v2/${pick(paths)}/${index}?page=${Math.floor(random() * 100)}`,
        httpVersion,
        headers: [
          ['accept', 'application/json'],
          ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'],
          ['x-request-id', hex(random)],
        ],
        ...(isPost && { body: store(writer, sentence(random, pick, 12)) }),
      },
      timings: timings(null),
      attribution: 'port',
      annotations: [],
    },
  }
  const status = random() < 0.005 ? 503 : random() < 0.05 ? 404 : 200
  const coin = random()
  const content =
    coin < 0.1
      ? // A page that many entries share.
        `<html>${'<p>page</p>'.repeat(200 + Math.floor(random() * 20))}</html>`
      : coin < 0.3
        ? sentence(random, pick, coin < 0.12 ? 400 : 20)
        : undefined
  yield {
    t: 'res',
    id,
    patch: {
      response: {
        status,
        statusText: '',
        httpVersion,
        headers: [
          ['content-type', coin < 0.1 ? 'text/html; charset=utf-8' : 'application/json'],
          ['cache-control', 'no-store'],
          ['date', 'Sun, 01 Mar 2026 00:00:00 GMT'],
        ],
        ...(content !== undefined && { body: store(writer, content) }),
      },
      timings: timings(Math.round(random() ** 4 * 1_000_000) / 1000),
      connection: `c${index % 6}`,
      remoteAddress: '127.0.0.1',
      remotePort: 443,
    },
  }
  if (random() < 0.0005) {
    const tags = [random() < 0.2 ? 'bug' : 'seen']
    const note = tags[0] === 'bug' ? 'Looks like a race condition' : 'As expected'
    yield { t: 'note', annotation: { id: hex(random), at: startedAt, note, tags }, entry: id }
  }
}

function timings(total) {
  return {
    blocked: null,
    dns: null,
    connect: null,
    ssl: null,
    send: total && 0.1,
    wait: total && total - 0.2,
    receive: total && 0.1,
    total,
  }
}

function sentence(random, pick, length) {
  const pairs = Array.from({ length }, () => `"${pick(words)}":"${hex(random)}"`)
  if (random() < 0.0001) pairs.push('"error":"race condition in the cart"')
  return `{${pairs.join(',')}}`
}

function store(writer, text) {
  const body = writer.body()
  void body.write(Buffer.from(text))
  return body.end()
}

function hex(random) {
  return createHash('md5').update(String(random())).digest('hex').slice(0, 16)
}

/** Mulberry32: good enough, and the same everywhere. */
function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
