import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BodyRef } from '../entry/entry.ts'
import { isHartifactError } from '../errors.ts'
import { openDiskStorage } from './disk-storage.ts'
import { FaultyStorage } from './faulty-storage.contract.ts'
import type { JournalLine } from './journal-line.ts'
import { packFile } from './layout.ts'
import { openWriter } from './open-writer.ts'
import {
  allLines,
  collect,
  sampleEntry,
  sampleResponse,
  sampleSession,
} from './samples.contract.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function write(writer: SegmentWriter, bytes: Uint8Array, limit?: number): BodyRef {
  const body = writer.body(limit)
  void body.write(bytes)
  return body.end()
}

async function readBack(storage: Storage, id: string, ref: BodyRef): Promise<Uint8Array> {
  const index = new SessionIndex(storage, id)
  await index.refresh()
  return index.body(ref)
}

function kinds(lines: readonly JournalLine[]): string {
  return lines.map(({ t }) => t).join(' ')
}

test('a segment has a header, what is known of the session, and an end', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('one') })
  await writer.append(sampleResponse('one'))
  expect(await writer.close()).toEqual({ lost: 0 })
  const lines = await allLines(storage, folder)
  expect(kinds(lines)).toBe('hdr info req res end')
  expect(lines[0]).toMatchObject({ v: 1, session: id, segment: 1, purpose: 'capture' })
  expect(lines[1]).toMatchObject({ set: { name: 'Login Flow', redaction: 'default' } })
  expect(lines[4]).toMatchObject({ counts: { req: 1, res: 1, lost: 0 } })
})

test('a line is acknowledged when it is with the system, and not before its bodies', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const content = randomBytes(500_000)
  const ref = write(writer, content)
  await writer.append(sampleResponse('one'))
  expect(kinds(await allLines(storage, folder))).toBe('hdr info body res')
  expect(Buffer.from(await readBack(storage, id, ref)).equals(content)).toBe(true)
  await writer.close()
})

test('a line is what it was when it was given', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'edit')
  const set = { name: 'before' }
  const appended = writer.append({ t: 'info', set })
  set.name = 'after'
  await appended
  expect((await allLines(storage, folder)).at(-1)).toMatchObject({ set: { name: 'before' } })
  await writer.close()
})

test.each([1, 1024, 1025, 20_000, 262_143, 262_144, 262_145, 3_000_000])(
  'a body of %i bytes comes back, however it was cut into chunks',
  async (size) => {
    const { id, storage } = await sampleSession()
    const writer = await openWriter(storage, id, 'capture')
    const content = randomBytes(size)
    const body = writer.body()
    for (let at = 0; at < size;) {
      const step = 1 + Math.floor((at * 7919) % 65_536)
      void body.write(content.subarray(at, at + step))
      void body.write(new Uint8Array())
      at += step
    }
    const ref = body.end()
    expect(ref).toEqual({ sha256: sha256(content), size })
    expect(body.end()).toBe(ref)
    await writer.flush()
    expect(Buffer.from(await readBack(storage, id, ref)).equals(content)).toBe(true)
    await writer.close()
  },
)

test('bodies that stream at the same time do not mix', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 400_000 })), { maxLength: 12 }),
      async (chunks) => {
        const { id, storage } = await sampleSession()
        const writer = await openWriter(storage, id, 'capture')
        const bodies = Array.from({ length: 5 }, () => ({
          body: writer.body(),
          given: [] as Buffer[],
        }))
        for (const [which, size] of chunks) {
          const chunk = randomBytes(size)
          bodies[which]!.given.push(chunk)
          void bodies[which]!.body.write(chunk)
          if (size % 3 === 0) await writer.flush()
        }
        const refs = bodies.map(({ body }) => body.end())
        await writer.close()
        for (const [which, { given }] of bodies.entries()) {
          const content = Buffer.concat(given)
          const found = await readBack(storage, id, refs[which]!)
          expect(refs[which]!.size).toBe(content.length)
          expect(content.equals(found)).toBe(true)
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('the same body is stored once', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const [small, large] = [randomBytes(700), randomBytes(30_000)]
  const refs = [small, large, small, large, large].map((content) => write(writer, content))
  expect(refs[0]).toEqual(refs[2])
  await writer.close()
  expect(kinds(await allLines(storage, folder))).toBe('hdr info body body end')
  expect(await storage.size(packFile(folder, 1))).toBe(30_000)
  expect(Buffer.from(await readBack(storage, id, refs[4]!)).equals(large)).toBe(true)
})

test('small bodies need no pack', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const ref = write(writer, Buffer.from('hello'))
  await writer.close()
  expect(await storage.size(packFile(folder, 1))).toBeUndefined()
  expect(Buffer.from(await readBack(storage, id, ref)).toString()).toBe('hello')
})

test.each([
  [0, 10],
  [10, 10],
  [10, 11],
  [1000, 5000],
  [300_000, 900_000],
])('with a limit of %i, a body of %i bytes is cut and says so', async (limit, size) => {
  const { id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const content = randomBytes(size)
  const body = writer.body(limit)
  for (let at = 0; at < size; at += 100_000) void body.write(content.subarray(at, at + 100_000))
  const ref = body.end()
  const truncated = { truncated: { size: limit } }
  expect(ref).toEqual({ sha256: sha256(content), size, ...(limit < size && truncated) })
  await writer.close()
  expect(content.subarray(0, limit).equals(await readBack(storage, id, ref))).toBe(true)
})

test('a cut body does not stand for a whole one', async () => {
  const { id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const content = randomBytes(50_000)
  const cut = write(writer, content, 1000)
  const whole = write(writer, content)
  expect(whole.truncated).toBeUndefined()
  await writer.append({
    t: 'req',
    entry: sampleEntry('one', { request: { ...sampleEntry('one').request, body: cut } }),
  })
  await writer.close()
  const index = new SessionIndex(storage, id)
  await index.refresh()
  expect((await index.entry('one'))?.request.body).toEqual(whole)
  expect(content.equals(await index.body(cut))).toBe(true)
})

test('an abandoned body leaves nothing that is referred to', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const body = writer.body()
  void body.write(randomBytes(400_000))
  body.abandon()
  void body.write(randomBytes(400_000))
  expect(body.end()).toMatchObject({ size: 800_000, truncated: { size: 0 } })
  await writer.close()
  expect(kinds(await allLines(storage, folder))).toBe('hdr info end')
})

test('an empty body needs no line', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const ref = writer.body().end()
  expect(ref).toEqual({ sha256: sha256(new Uint8Array()), size: 0 })
  await writer.close()
  expect(kinds(await allLines(storage, folder))).toBe('hdr info end')
  expect(await readBack(storage, id, ref)).toHaveLength(0)
})

test('after the end nothing is taken, and nothing throws', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const body = writer.body()
  void body.write(randomBytes(10_000))
  const [first, second] = await Promise.all([writer.close(), writer.close()])
  expect(first).toBe(second)
  void body.write(randomBytes(500_000))
  body.end()
  const refused = (error: unknown): boolean => isHartifactError(error, 'RECORDING_STOPPED')
  await expect(writer.append(sampleResponse('one'))).rejects.toSatisfy(refused)
  await writer.flush()
  expect(kinds(await allLines(storage, folder))).toBe('hdr info end')
})

test('what JSON cannot hold is refused without harm to other lines', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const line = { t: 'info', set: { name: 1n } } as unknown as JournalLine
  await expect(writer.append(line)).rejects.toThrow(/INVALID_ARGUMENT/)
  await writer.append(sampleResponse('one'))
  expect(await writer.close()).toEqual({ lost: 0 })
  expect(kinds(await allLines(storage, folder))).toBe('hdr info res end')
})

test('a full disk: what does not fit is refused and counted, and later lines are written', async () => {
  const { folder, id, storage } = await sampleSession()
  const faulty = new FaultyStorage(storage)
  const faults: string[] = []
  const writer = await openWriter(faulty, id, 'capture', {
    onFault: ({ code }) => {
      faults.push(code)
      throw new Error('a fault of its own')
    },
  })
  await writer.append({ t: 'req', entry: sampleEntry('one') })
  faulty.fault = { call: faulty.calls + 1, count: 2, code: 'short' }
  const full = (error: unknown): boolean => isHartifactError(error, 'STORE_FULL')
  await expect(writer.append(sampleResponse('one'))).rejects.toSatisfy(full)
  await expect(writer.append(sampleResponse('one'))).rejects.toSatisfy(full)
  expect(writer.fault?.fix).toMatch(/space/)
  await writer.append({ t: 'req', entry: sampleEntry('two') })
  expect(await writer.close()).toMatchObject({ lost: 2, fault: { code: 'STORE_FULL' } })
  expect(faults).toEqual(['STORE_FULL'])
  const lines = await allLines(storage, folder)
  // The second write that failed had told of the first.
  expect(kinds(lines)).toBe('hdr info req lost lost req end')
  expect(lines.slice(3, 5)).toEqual([
    { t: 'lost', what: 'res', count: 1 },
    { t: 'lost', what: 'res', count: 1 },
  ])
  expect(lines.at(-1)).toMatchObject({ counts: { lost: 2 } })
})

test('a body that the disk did not take whole is told so by the reader, and stored when it comes again', async () => {
  const { id, storage } = await sampleSession()
  const faulty = new FaultyStorage(storage)
  const writer = await openWriter(faulty, id, 'capture')
  const content = randomBytes(20_000)
  // The pack is opened, then written to.
  faulty.fault = { call: faulty.calls + 2, code: 'short' }
  const ref = write(writer, content)
  expect(ref.truncated).toBeUndefined()
  const request = { ...sampleEntry('one').request, body: ref }
  await writer.append({ t: 'req', entry: sampleEntry('one', { request }) })
  expect(faulty.failed).toBe(1)
  const index = new SessionIndex(storage, id)
  await index.refresh()
  expect((await index.entry('one'))?.request.body?.truncated).toEqual({ size: 12_000 })
  expect(content.subarray(0, 12_000).equals(await index.body(ref))).toBe(true)

  write(writer, content)
  expect(await writer.close()).toMatchObject({ lost: 1 })
  await index.refresh()
  expect((await index.entry('one'))?.request.body?.truncated).toBeUndefined()
  expect(content.equals(await index.body(ref))).toBe(true)
  expect(index.lost).toEqual({ body: 1 })
})

test('no more files may be open: the pack is tried again with the next body', async () => {
  const { id, storage } = await sampleSession()
  const faulty = new FaultyStorage(storage)
  const writer = await openWriter(faulty, id, 'capture')
  faulty.fault = { call: faulty.calls + 1, code: 'EMFILE' }
  write(writer, randomBytes(5000))
  await writer.flush()
  const content = randomBytes(6000)
  const ref = write(writer, content)
  expect(await writer.close()).toMatchObject({ lost: 1, fault: { code: 'STORE_UNWRITABLE' } })
  expect(content.equals(await readBack(storage, id, ref))).toBe(true)
})

test('a disk that never answers does not hold up the end', async () => {
  const { id, storage } = await sampleSession()
  const faulty = new FaultyStorage(storage)
  const writer = await openWriter(faulty, id, 'capture')
  faulty.hold()
  void writer.append({ t: 'req', entry: sampleEntry('one') })
  await faulty.holding()
  const second = writer.append(sampleResponse('one'))
  const flushed = writer.flush()
  expect(await writer.close(5)).toMatchObject({ lost: 1, fault: { code: 'STORE_UNWRITABLE' } })
  await expect(second).rejects.toThrow(/did not answer/)
  await flushed
})

test('on a disk: thousands of lines and bodies at once', async () => {
  const { id, storage } = await sampleSession(openDiskStorage(await temporaryFolder()))
  const writer = await openWriter(storage, id, 'capture')
  const contents = Array.from({ length: 3000 }, (_, index) => Buffer.alloc(2000 + index, index))
  await Promise.all(
    contents.map(async (content, index) => {
      const body = write(writer, content)
      const request = { ...sampleEntry(`e${index}`).request, body }
      await writer.append({ t: 'req', entry: sampleEntry(`e${index}`, { request }) })
    }),
  )
  expect(await writer.close()).toEqual({ lost: 0 })
  const index = new SessionIndex(storage, id)
  await index.refresh()
  const entries = await collect(index.entries())
  expect(entries.map((entry) => entry.id)).toEqual(contents.map((_, number) => `e${number}`))
  for (const [number, { request }] of entries.entries()) {
    expect(contents[number]!.equals(await index.body(request.body!))).toBe(true)
  }
  await storage.close()
})
