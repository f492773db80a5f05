import { createServer, request } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { SessionStore } from '../session/index.ts'
import { FaultyStorage } from '../store/faulty-storage.contract.ts'
import { type AppendFile, MemoryStorage, openStoreFolder } from '../store/index.ts'
import { startProxy } from './capture-proxy.ts'

/** A disk that can be filled up and freed again. */
class SmallDisk extends MemoryStorage {
  isFull = false

  override async open(path: string): Promise<AppendFile | undefined> {
    const file = await super.open(path)
    if (!file) return undefined
    const isFull = (): boolean => this.isFull
    return {
      get size() {
        return file.size
      },
      append: (chunks) =>
        isFull()
          ? Promise.resolve({
              written: 0,
              error: Object.assign(new Error('ENOSPC: no space left on device'), {
                code: 'ENOSPC',
              }),
            })
          : file.append(chunks),
      sync: () => file.sync(),
      close: () => file.close(),
    }
  }
}

function get(proxyUrl: string, url: string): Promise<number> {
  const { hostname, port } = new URL(proxyUrl)
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: url, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end()
  })
}

test('on a full disk the proxy keeps serving, and the session says what it lost', async () => {
  const origin = createServer((_, response) => response.end('x'.repeat(5_000))).listen(
    0,
    '127.0.0.1',
  )
  await once(origin, 'listening')
  const url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
  const disk = new SmallDisk()
  await openStoreFolder(disk)
  await using proxy = await startProxy({ store: new SessionStore(disk) })
  const recording = await proxy.record('Full')

  expect(await get(recording.proxyUrl, `${url}/before`)).toBe(200)
  await recording.settled()
  disk.isFull = true
  expect(await get(recording.proxyUrl, `${url}/while`)).toBe(200)
  expect(await get(recording.proxyUrl, `${url}/while-too`)).toBe(200)
  await expect.poll(() => proxy.problems.get(recording.id)?.code).toBe('STORE_FULL')
  disk.isFull = false
  expect(await get(recording.proxyUrl, `${url}/after`)).toBe(200)

  await expect(recording.stop()).rejects.toMatchObject({
    code: 'SESSION_DEGRADED',
    fix: expect.stringContaining(recording.id),
  })
  const session = await proxy.store.open(recording.id)
  expect(session.info.state).toBe('degraded')
  const paths: string[] = []
  for await (const entry of session.entries()) {
    paths.push(new URL(entry.request.url).pathname)
    expect(await session.text(entry.response)).toHaveLength(5_000)
  }
  expect(paths).toEqual(['/before', '/after'])
  origin.close()
})

test('a disk that takes nothing any more does not stop the traffic, and the session says what it lost', async () => {
  const part = Buffer.alloc(1024 * 1024, 'x')
  let isOver = false
  let sent = 0
  // More than may wait for the disk, and then on until the disk has been given up.
  const origin = createServer((_, response) => {
    const send = (): void => {
      if (isOver && sent > 20 * part.length) {
        response.end()
        return
      }
      sent += part.length
      response.write(part, () => setImmediate(send))
    }
    send()
  }).listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/endless`
  const disk = new FaultyStorage(new MemoryStorage())
  await openStoreFolder(disk)
  await using proxy = await startProxy({
    store: new SessionStore(disk),
    limits: { body: Infinity, diskStall: 5 },
  })
  const recording = await proxy.record('Stalled')
  disk.hold()
  const answered = get(recording.proxyUrl, url)
  await expect.poll(() => proxy.problems.get(recording.id)?.code).toBe('STORE_SLOW')
  isOver = true
  expect(await answered).toBe(200)
  disk.release()
  await expect(recording.stop()).rejects.toMatchObject({ code: 'SESSION_DEGRADED' })
  const session = await proxy.store.open(recording.id)
  expect(session.info).toMatchObject({ state: 'degraded', coverage: { exchanges: { port: 1 } } })
  for await (const { response } of session.entries()) {
    const { size = 0, truncated } = response?.body ?? {}
    expect(size).toBe(sent)
    expect(truncated?.size).toBeLessThan(size)
    expect(await session.body(response?.body)).toHaveLength(truncated?.size ?? -1)
  }
  origin.close()
})
