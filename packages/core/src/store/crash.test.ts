import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { BodyRef } from '../entry/entry.ts'
import { isHartifactError } from '../errors.ts'
import { FaultyStorage } from './faulty-storage.contract.ts'
import type { JournalLine } from './journal-line.ts'
import { MemoryStorage } from './memory-storage.ts'
import { openStoreFolder } from './open-store-folder.ts'
import { openWriter } from './open-writer.ts'
import { RecordingStorage } from './recording-storage.contract.ts'
import { collect, sampleEntry, sampleInfo, sampleResponse } from './samples.contract.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { createSession, listSessions } from './session-files.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'

const contents = [20, 900, 5000, 5000, 300_000, 20_000].map((size, index) =>
  Buffer.alloc(size, `${index} of many. `),
)

interface Told {
  readonly line: JournalLine
  /** The body that the line refers to. */
  readonly body?: { readonly ref: BodyRef; readonly content: Buffer }
}

/** Records a session on a storage that may fail, as a proxy would. Tells each acknowledgement. */
async function record(storage: Storage, acknowledged: (told: Told) => void): Promise<void> {
  await openStoreFolder(storage)
  const info = sampleInfo()
  await createSession(storage, info)
  const writer = await openWriter(storage, info.id, 'capture')
  for (const [index, content] of contents.entries()) {
    // Nothing that the proxy calls may throw, so there is no `try` here.
    const told = exchange(writer, `e${index}`, content)
    const appended = told.map(async (one) => {
      await writer.append(one.line)
      acknowledged(one)
    })
    if (index % 2 === 0) await Promise.allSettled(appended)
    else void Promise.allSettled(appended)
  }
  await writer.flush()
  await writer.close()
}

function exchange(writer: SegmentWriter, id: string, content: Buffer): Told[] {
  const body = writer.body()
  for (let at = 0; at < content.length; at += 60_000)
    void body.write(content.subarray(at, at + 60_000))
  const ref = body.end()
  const request = { ...sampleEntry(id).request, body: ref }
  return [
    { line: { t: 'req', entry: sampleEntry(id, { request }) }, body: { ref, content } },
    { line: sampleResponse(id) },
  ]
}

/** Every acknowledged line is there, every body is whole or says what it lacks, all can be read. */
async function verify(storage: Storage, told: readonly Told[], mayLack: boolean): Promise<void> {
  const [id] = await listSessions(storage)
  if (id === undefined) {
    expect(told).toEqual([])
    return
  }
  const index = new SessionIndex(storage, id)
  await index.refresh()
  const entries = new Map((await collect(index.entries())).map((entry) => [entry.id, entry]))
  for (const { line, body } of told) {
    if (line.t === 'res') {
      // Its request was refused when this is an orphan; then it counts as damage.
      const found = entries.get(line.id)
      if (found === undefined)
        expect(index.damages.map(({ reason }) => reason)).toContain('no-request')
      else expect(found.response).toEqual(line.patch.response)
    }
    if (line.t !== 'req') continue
    const found = entries.get(line.entry.id)?.request.body
    if (found === undefined || body === undefined) expect.fail(`${line.entry.id} is not there`)
    const kept = found.truncated?.size ?? found.size
    if (!mayLack) expect(kept).toBe(body.content.length)
    if (kept > 0) {
      expect(body.content.subarray(0, kept).equals(await index.body(found))).toBe(true)
    }
  }
  for (const { request } of entries.values()) {
    const kept = request.body?.truncated?.size ?? 1
    if (request.body && kept > 0) await index.body(request.body)
  }
}

test.each(['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'short'])(
  'whichever call fails with %s, once or from then on, what was acknowledged can be read',
  async (code) => {
    for (const count of [1, 3, Infinity]) {
      for (let call = 1; ; call++) {
        const inner = new MemoryStorage()
        const faulty = new FaultyStorage(inner, { call, count, code })
        const told: Told[] = []
        const [recorded] = await Promise.allSettled([record(faulty, (one) => told.push(one))])
        if (recorded.status === 'rejected') {
          // Only opening may fail, and it says why.
          expect(recorded.reason).toSatisfy((error: unknown) => isHartifactError(error))
          expect(told).toEqual([])
        }
        await verify(inner, told, true)
        if (faulty.failed === 0) {
          expect(told).toHaveLength(contents.length * 2)
          break
        }
      }
    }
  },
)

test('killed at any write, with any part of the last one done: what was acknowledged can be read', async () => {
  const storage = new RecordingStorage()
  const told: Array<{ one: Told; after: number }> = []
  await record(storage, (one) => told.push({ one, after: storage.steps.length }))
  expect(told).toHaveLength(contents.length * 2)
  for (let count = 0; count <= storage.steps.length; count++) {
    const last = storage.steps[count - 1]
    const size = last?.kind === 'append' ? last.bytes.length : 0
    const cuts = new Set([0, 1, size >> 1, size - 1, size])
    for (let cut = 512; cut < size && cut < 10_000; cut += 512) cuts.add(cut)
    for (const cut of cuts) {
      const image = await storage.imageAfter(count, cut)
      // What was acknowledged before the last write began does not depend on it.
      const known = told.filter(({ after }) => after < count || (after === count && cut >= size))
      await verify(
        image,
        known.map(({ one }) => one),
        false,
      )
    }
  }
})

test('after a crash at any write the session can be recorded into again', async () => {
  const storage = new RecordingStorage()
  await record(storage, () => {})
  for (let count = 0; count <= storage.steps.length; count++) {
    const image = await storage.imageAfter(count, 100)
    await openStoreFolder(image)
    const [id] = await listSessions(image)
    if (id === undefined) continue
    const [opened] = await Promise.allSettled([openWriter(image, id, 'capture')])
    // The lock is released last, when this thread knows that its holder is gone.
    if (opened.status === 'rejected') expect.fail(String(opened.reason))
    await opened.value.append({ t: 'req', entry: sampleEntry('again') })
    await opened.value.close()
    const index = new SessionIndex(image, id)
    await index.refresh()
    expect(index.ids()).toContain('again')
    expect(index.state).toBe('closed')
  }
})

test('random bytes in place of a pack never pass for a body', async () => {
  const storage = new MemoryStorage()
  const told: Told[] = []
  await record(storage, (one) => told.push(one))
  const [id] = await listSessions(storage)
  await storage.replace(`sessions/${id}/seg-0001.pack`, randomBytes(400_000))
  const index = new SessionIndex(storage, id!)
  await index.refresh()
  for (const { body } of told) {
    if (body === undefined || body.ref.size <= 1024) continue
    await expect(index.body(body.ref)).rejects.toThrow(/BODY_MISSING/)
  }
})
