import { createHash, randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import type { BodyRef } from '../entry/entry.ts'
import { type HartifactError, isHartifactError } from '../errors.ts'
import { queueLimits, type QueueTotal } from './disk-queue.ts'
import { FaultyStorage } from './faulty-storage.contract.ts'
import { openWriter, type WriterOptions } from './open-writer.ts'
import { sampleEntry, sampleResponse, sampleSession } from './samples.contract.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { SessionIndex } from './session-index.ts'

const mebibyte = 1024 * 1024
/** So long that no test waits for it. */
const never = 3_600_000

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const isSlow = (error: unknown): boolean => isHartifactError(error, 'STORE_SLOW')

async function heldDisk(options: WriterOptions = {}) {
  const { id, storage } = await sampleSession()
  const disk = new FaultyStorage(storage)
  const faults: HartifactError[] = []
  const total: QueueTotal = { waiting: 0, gathered: 0 }
  const open = (session = id): Promise<SegmentWriter> =>
    openWriter(disk, session, 'capture', {
      total,
      onFault: (fault) => faults.push(fault),
      ...options,
    })
  const writer = await open()
  /** What a reader sees of a body that an entry refers to. */
  const readBack = async (body: BodyRef): Promise<{ ref: BodyRef; bytes: Uint8Array }> => {
    await writer.append({
      t: 'req',
      entry: sampleEntry(body.sha256, { request: { ...sampleEntry('x').request, body } }),
    })
    const index = new SessionIndex(storage, id)
    await index.refresh()
    const ref = (await index.entry(body.sha256))?.request.body as BodyRef
    return { ref, bytes: await index.body(ref) }
  }
  await writer.flush()
  disk.hold()
  return { disk, faults, id, open, readBack, storage, total, writer }
}

/** Whether a promise is settled already. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise((resolve) => setImmediate(resolve, 'pending'))
  return (await Promise.race([promise.then(() => 'settled'), turn])) === 'settled'
}

/** Writes pieces of 256 KiB until it is asked to wait. */
function fill(body: ReturnType<SegmentWriter['body']>, most = 400): Promise<void> | undefined {
  for (let piece = 0; piece < most; piece++) {
    const wait = body.write(Buffer.alloc(256 * 1024, piece))
    if (wait) return wait
  }
  return undefined
}

test('a slow disk: who brings bytes waits while too much is queued, and all of them are kept', async () => {
  const { disk, faults, readBack, writer } = await heldDisk({ stall: never })
  const body = writer.body()
  const pieces = Array.from({ length: 40 }, () => randomBytes(mebibyte))
  let waits = 0
  let most = 0
  for (const piece of pieces) {
    const wait = body.write(piece)
    most = Math.max(most, writer.waiting)
    if (!wait) continue
    waits++
    expect(await isSettled(wait)).toBe(false)
    // One write at a time, until there is room.
    while (!(await isSettled(wait))) disk.release(1)
  }
  expect(waits).toBeGreaterThan(10)
  expect(most).toBeLessThanOrEqual(queueLimits.segment + mebibyte)
  const ref = body.end()
  disk.release()
  const content = Buffer.concat(pieces)
  expect(ref).toEqual({ sha256: sha256(content), size: content.length })
  expect(content.equals((await readBack(ref)).bytes)).toBe(true)
  expect(await writer.close()).toEqual({ lost: 0 })
  expect(faults).toEqual([])
  expect(writer.waiting).toBe(0)
  // A slow disk must show often enough that it is not a dead one.
  expect(disk.largest).toBeLessThanOrEqual(2 * mebibyte)
})

test('a stalled disk: nobody waits longer than told, bodies are cut, their size and hash stay true', async () => {
  const { disk, faults, readBack, writer } = await heldDisk({ stall: 5 })
  const body = writer.body()
  const wait = fill(body)
  const kept = writer.waiting
  await wait
  expect(faults).toEqual([])
  expect(fill(body, 100)).toBeUndefined()
  expect(writer.waiting).toBe(kept)
  expect(faults.map(({ code }) => code)).toEqual(['STORE_SLOW'])
  const cut = body.end()
  expect(cut).toMatchObject({ truncated: { size: kept }, size: kept + 100 * 256 * 1024 })
  const whileStalled = writer.body()
  expect(whileStalled.write(Buffer.from('hello'))).toBeUndefined()
  const nothing = whileStalled.end()
  expect(nothing).toEqual({ sha256: sha256(Buffer.from('hello')), size: 5, truncated: { size: 0 } })

  disk.release()
  await writer.flush()
  const back = writer.body()
  void back.write(Buffer.from('back'))
  expect((await readBack(back.end())).ref.truncated).toBeUndefined()
  const read = await readBack(cut)
  expect(read.ref).toEqual(cut)
  expect(read.bytes).toHaveLength(kept)
  expect((await readBack(nothing)).bytes).toHaveLength(0)
  expect(await writer.close()).toMatchObject({ lost: 2, fault: { code: 'STORE_SLOW' } })
})

test('a body that was cut is stored when it comes again', async () => {
  const { disk, readBack, writer } = await heldDisk({ stall: 5 })
  const filler = writer.body()
  await fill(filler)
  const content = randomBytes(50_000)
  const store = (): BodyRef => {
    const body = writer.body()
    void body.write(content)
    return body.end()
  }
  expect(store().truncated).toEqual({ size: 0 })
  disk.release()
  await writer.flush()
  expect(content.equals((await readBack(store())).bytes)).toBe(true)
  await writer.close()
})

test('a stalled disk with little traffic loses nothing', async () => {
  const { disk, readBack, writer } = await heldDisk({ stall: 5 })
  const first = writer.body()
  void first.write(randomBytes(300_000))
  const ref = first.end()
  await disk.holding()
  const acknowledged = writer.append(sampleResponse('one'))
  disk.release()
  await acknowledged
  expect((await readBack(ref)).ref).toEqual(ref)
  expect(await writer.close()).toEqual({ lost: 0 })
})

test('lines are bounded too: what does not fit is refused, counted and told in the journal', async () => {
  const { disk, faults, id, storage, writer } = await heldDisk({ stall: never })
  const told = new EventEmitter()
  let refused = 0
  const data = 'x'.repeat(mebibyte)
  for (let index = 0; index < 60; index++) {
    const at = '2026-03-04T05:06:07.123456Z'
    const message = { direction: 'received', at, kind: 'text', data, size: data.length } as const
    writer.append({ t: 'msg', id: 'one', message }).catch((error: unknown) => {
      expect(error).toSatisfy(isSlow)
      refused++
      if (refused === 28) told.emit('refused')
    })
    expect(writer.waiting).toBeLessThan(queueLimits.segment + queueLimits.lines + 2 * mebibyte)
  }
  await once(told, 'refused')
  expect(faults.map(({ code }) => code)).toEqual(['STORE_SLOW'])
  disk.release()
  await writer.flush()
  await writer.append({ t: 'req', entry: sampleEntry('two') })
  expect(await writer.close()).toMatchObject({ lost: 28 })
  const index = new SessionIndex(storage, id)
  await index.refresh()
  expect(index.lost).toEqual({ msg: 28 })
  expect(index.state).toBe('degraded')
})

test('a full disk does not make anybody wait', async () => {
  const { disk, faults, writer } = await heldDisk({ stall: never })
  disk.fault = { call: disk.calls + 1, count: Infinity, code: 'ENOSPC' }
  disk.release()
  const body = writer.body()
  for (let round = 0; round < 10; round++) await fill(body)
  expect(body.end().size).toBeGreaterThan(50 * mebibyte)
  await writer.flush()
  expect(faults.map(({ code }) => code)).toEqual(['STORE_FULL'])
  expect(writer.waiting).toBe(0)
  await writer.close()
})

test('the queues of many sessions do not add up without end, and each still gets its share', async () => {
  const { disk, open, storage, total, writer } = await heldDisk({ stall: never })
  disk.release()
  const others: SegmentWriter[] = []
  for (let index = 0; index < 7; index++) {
    const { id } = await sampleSession(storage)
    others.push(await open(id))
  }
  disk.hold()
  const waits = [writer, ...others].map((one) => fill(one.body()))
  expect(waits.every((wait) => wait !== undefined)).toBe(true)
  const bound = queueLimits.total + 8 * (queueLimits.share + 256 * 1024)
  expect(total.waiting).toBeLessThanOrEqual(bound)
  expect(others.at(-1)?.waiting).toBeGreaterThanOrEqual(queueLimits.share)
  disk.release()
  for (const wait of waits) await wait
  await Promise.all([writer, ...others].map((one) => one.close()))
  expect(total.waiting).toBe(0)
})

test('small pieces that wait for more are bounded over all bodies', async () => {
  const { disk, total, writer } = await heldDisk({ stall: never })
  const bodies = Array.from({ length: 200 }, () => writer.body())
  for (const body of bodies) void body.write(Buffer.alloc(200_000))
  expect(total.gathered).toBeLessThanOrEqual(queueLimits.gathered)
  expect(total.gathered + total.waiting).toBe(200 * 200_000)
  disk.release()
  for (const body of bodies) body.abandon()
  expect(total.gathered).toBe(0)
  await writer.close()
})

test('a disk that never comes back leaves nothing waiting after the end', async () => {
  const { total, writer } = await heldDisk({ stall: 5 })
  await fill(writer.body())
  expect(await writer.close(5)).toMatchObject({ fault: { code: 'STORE_UNWRITABLE' } })
  expect(total.waiting).toBe(0)
  expect(fill(writer.body(), 1)).toBeUndefined()
})
