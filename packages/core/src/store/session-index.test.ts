import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Annotation, Entry, Message } from '../entry/entry.ts'
import { isHartifactError, type ErrorCode } from '../errors.ts'
import { encodeLine } from './journal.ts'
import type { JournalLine } from './journal-line.ts'
import { journalFile, manifestFile, newSessionId, packFile, releasedFile } from './layout.ts'
import { MemoryStorage } from './memory-storage.ts'
import { openWriter } from './open-writer.ts'
import {
  collect,
  sampleEntry,
  sampleInfo,
  sampleResponse,
  sampleSession,
} from './samples.contract.ts'
import { createSession } from './session-files.ts'
import { SessionIndex } from './session-index.ts'
import { sessionState } from './session-state.ts'
import type { Storage } from './storage.ts'

const coded =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code)

const message = (data: string): Message => ({
  direction: 'sent',
  at: '2026-03-04T05:06:08.000Z',
  kind: 'text',
  data,
  size: data.length,
})
const note = (id: string, text: string): Annotation => ({
  id,
  at: '2026-03-04T05:06:09.000Z',
  note: text,
})

async function freshIndex(storage: Storage, id: string): Promise<SessionIndex> {
  const index = new SessionIndex(storage, id)
  await index.refresh()
  return index
}

/** Everything an index says. */
async function snapshot(index: SessionIndex): Promise<unknown> {
  const { annotations, count, damages, info, lost, state, steps } = index
  const entries = await collect(index.entries())
  return { annotations, count, damages, entries, info, lost, state, steps, ids: index.ids() }
}

/** A session whose segments hold these lines and nothing else. */
async function sessionOf(
  ...segments: JournalLine[][]
): Promise<{ storage: MemoryStorage; id: string }> {
  const { folder, id, storage } = await sampleSession()
  for (const [index, lines] of segments.entries()) {
    const bytes = Buffer.concat(lines.map((line) => encodeLine(line)))
    await storage.create(journalFile(folder, index + 1), bytes)
  }
  return { storage, id }
}

test('an entry grows with its lines', async () => {
  const { id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const index = new SessionIndex(storage, id)
  const given = sampleEntry('one')
  await writer.append({ t: 'req', entry: given })
  await index.refresh()
  expect(await index.entry('one')).toEqual(given)
  expect(index).toMatchObject({ count: 1, state: 'recording', hasEnded: false })

  await writer.append({ t: 'msg', id: 'one', message: message('a') })
  await writer.append({ t: 'msg', id: 'one', message: message('b') })
  await writer.append({ t: 'note', annotation: note('n1', 'look'), entry: 'one' })
  await writer.append({ t: 'note', annotation: note('n2', 'all of it') })
  const body = writer.body()
  void body.write(Buffer.from('name=x'))
  const ref = body.end()
  const trailers = [['X-End', '1']] as const
  await writer.append({
    t: 'res',
    id: 'one',
    patch: { ...answer('one'), request: { body: ref, trailers } },
  })
  await index.refresh()
  expect(await index.entry('one')).toEqual({
    ...given,
    ...answer('one'),
    request: { ...given.request, body: ref, trailers },
    messages: [message('a'), message('b')],
    annotations: [note('n1', 'look')],
  })
  expect(index.annotations).toEqual([note('n2', 'all of it')])
  await writer.close()
  await index.refresh()
  expect(index).toMatchObject({ state: 'closed', hasEnded: true, damages: [], lost: {} })
  expect(await index.entry('two')).toBeUndefined()
})

function answer(id: string): Partial<Entry> {
  const line = sampleResponse(id)
  return line.t === 'res' ? (line.patch as Partial<Entry>) : {}
}

test('a session whose writer was killed: what is known stays, and what never ended says so', async () => {
  const { id, storage } = await sessionOf([
    { t: 'req', entry: sampleEntry('ended') },
    { t: 'req', entry: sampleEntry('cut') },
    sampleResponse('ended'),
  ])
  const index = await freshIndex(storage, id)
  const [ended, cut] = await collect(index.entries())
  expect(ended?.response?.status).toBe(200)
  expect(ended?.failure).toBeUndefined()
  expect(cut?.failure?.kind).toBe('unfinished')
})

test('only what the killed writer had begun is unfinished, also while another one records', async () => {
  const { id, storage } = await sessionOf([{ t: 'req', entry: sampleEntry('old') }])
  const writer = await openWriter(storage, id, 'capture')
  expect(writer.segment).toBe(2)
  await writer.append({ t: 'req', entry: sampleEntry('new') })
  const index = await freshIndex(storage, id)
  const [old, fresh] = await collect(index.entries())
  expect(old?.failure?.kind).toBe('unfinished')
  expect(fresh?.failure).toBeUndefined()
  await writer.close()
  await index.refresh()
  expect((await index.entry('new'))?.failure?.kind).toBe('unfinished')
})

test('a response without its request is damage, and so is a tail that is no line', async () => {
  const { folder, id, storage } = await sampleSession()
  const [orphan, last] = [encodeLine(sampleResponse('gone')), encodeLine(sampleResponse('cut'))]
  const torn = last.subarray(0, 30)
  await storage.create(journalFile(folder, 1), Buffer.concat([orphan, Buffer.from('##\n'), torn]))
  const { damages, count } = await freshIndex(storage, id)
  const at = orphan.length
  expect(damages).toEqual([
    { segment: 1, offset: 0, length: at - 1, reason: 'no-request' },
    { segment: 1, offset: at, length: 2, reason: 'torn' },
    { segment: 1, offset: at + 3, length: 30, reason: 'torn' },
  ])
  expect(count).toBe(0)
})

test('of two changes to one field the later counts, whichever segment it is in', async () => {
  const early: JournalLine = {
    t: 'info',
    at: '2026-01-01T00:00:00.000Z',
    set: { name: 'early', owner: 'ann' },
  }
  const late: JournalLine = { t: 'info', at: '2026-01-02T00:00:00.000Z', set: { name: 'late' } }
  const same: JournalLine = { ...late, set: { name: 'same time' } }
  for (const segments of [[[early], [late]], [[late], [early]], [[late, early]]]) {
    const { id, storage } = await sessionOf(...segments)
    expect((await freshIndex(storage, id)).info).toMatchObject({ id, name: 'late', owner: 'ann' })
  }
  const { id, storage } = await sessionOf([late], [same])
  expect((await freshIndex(storage, id)).info.name).toBe('same time')
})

test('a step or remark with the id of an earlier one replaces it, in its place', async () => {
  const step = { id: 's1', title: 'pay', startedAt: '2026-03-04T05:06:07.000Z' }
  const ended = { ...step, endedAt: '2026-03-04T05:06:08.000Z' }
  const other = { ...step, id: 's2' }
  const { id, storage } = await sessionOf(
    [
      { t: 'step', step },
      { t: 'step', step: other },
      { t: 'note', annotation: note('n1', 'first') },
    ],
    [
      { t: 'step', step: ended },
      { t: 'note', annotation: note('n2', 'second') },
      { t: 'note', annotation: note('n1', 'changed') },
    ],
  )
  const index = await freshIndex(storage, id)
  expect(index.steps).toEqual([ended, other])
  expect(index.annotations).toEqual([note('n1', 'changed'), note('n2', 'second')])
})

test('however often it is refreshed while lines come in, it says the same in the end', async () => {
  const line = fc.oneof(
    fc.nat(5).map((n): JournalLine => ({ t: 'req', entry: sampleEntry(`e${n}`) })),
    fc.nat(5).map((n): JournalLine => sampleResponse(`e${n}`, 200 + n)),
    fc.nat(5).map((n): JournalLine => ({ t: 'msg', id: `e${n}`, message: message(`m${n}`) })),
    fc.tuple(fc.nat(5), fc.nat(3)).map(([n, a]): JournalLine => ({
      t: 'note',
      annotation: note(`n${a}`, `on ${n}`),
      entry: `e${n}`,
    })),
    fc.nat(3).map((a): JournalLine => ({ t: 'note', annotation: note(`n${a}`, 'session') })),
    fc.tuple(fc.nat(3), fc.nat(9)).map(([at, n]): JournalLine => ({
      t: 'info',
      at: `2026-01-0${at + 1}T00:00:00.000Z`,
      set: { name: `name ${n}` },
    })),
    fc.constant<JournalLine>({ t: 'later', x: 1 } as unknown as JournalLine),
    fc.nat(3).map((n): JournalLine => ({ t: 'lost', what: 'msg', count: n })),
  )
  const act = fc.record({ segment: fc.integer({ min: 1, max: 3 }), line, refresh: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const { folder, id, storage } = await sampleSession()
      const files = await Promise.all(
        [1, 2, 3].map(async (segment) => storage.open(journalFile(folder, segment))),
      )
      const index = new SessionIndex(storage, id)
      for (const { segment, line: next, refresh } of acts) {
        await files[segment - 1]!.append([encodeLine(next)])
        if (refresh) await index.refresh()
      }
      await index.refresh()
      expect(await snapshot(index)).toEqual(await snapshot(await freshIndex(storage, id)))
    }),
    { numRuns: 150 },
  )
})

test('several refreshes at once read every line once', async () => {
  const { id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const index = new SessionIndex(storage, id)
  const refreshes: Promise<void>[] = []
  for (let number = 0; number < 50; number++) {
    refreshes.push(writer.append({ t: 'msg', id: 'e', message: message(`${number}`) }))
    refreshes.push(index.refresh())
  }
  await writer.append({ t: 'req', entry: sampleEntry('e') })
  await index.refresh()
  await Promise.all(refreshes)
  const texts = (await index.entry('e'))?.messages?.map(({ data }) => data)
  expect(texts).toEqual(Array.from({ length: 50 }, (_, number) => `${number}`))
  await writer.close()
})

test('what a refresh has seen acknowledged is there after it', async () => {
  const { id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const index = new SessionIndex(storage, id)
  for (let number = 0; number < 100; number++) {
    const running = index.refresh()
    await writer.append({ t: 'req', entry: sampleEntry(`e${number}`) })
    await index.refresh()
    expect(index.count).toBe(number + 1)
    await running
  }
  await writer.close()
})

test('bodies: missing, damaged, cut off', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  const content = randomBytes(5000)
  const body = writer.body()
  void body.write(content)
  const ref = body.end()
  await writer.close()
  const index = await freshIndex(storage, id)
  expect(content.equals(await index.body(ref))).toBe(true)
  const missing = coded('BODY_MISSING')
  await expect(index.body({ ...ref, sha256: '00'.repeat(32) })).rejects.toSatisfy(missing)
  const flipped = Buffer.from(content)
  flipped[2000]! ^= 1
  await storage.replace(packFile(folder, 1), flipped)
  await expect(index.body(ref)).rejects.toSatisfy(missing)
  await storage.replace(packFile(folder, 1), content.subarray(0, 100))
  await expect(index.body(ref)).rejects.toSatisfy(missing)
  await storage.remove(packFile(folder, 1))
  await expect(index.body(ref)).rejects.toSatisfy(missing)
  await storage.replace(journalFile(folder, 1), new Uint8Array(10_000))
  await expect(index.body(ref)).rejects.toSatisfy(missing)
})

test('a reference to a body whose line is damaged says that nothing is kept', async () => {
  const body = { sha256: 'ab'.repeat(32), size: 10 }
  const request = { ...sampleEntry('one').request, body }
  const { id, storage } = await sessionOf([{ t: 'req', entry: sampleEntry('one', { request }) }])
  const index = await freshIndex(storage, id)
  expect((await index.entry('one'))?.request.body).toEqual({ ...body, truncated: { size: 0 } })
})

test('the state is told by locks and last lines', async () => {
  const { folder, id, storage } = await sampleSession()
  expect(await sessionState(storage, id)).toBe('closed')
  const writer = await openWriter(storage, id, 'capture')
  expect(await sessionState(storage, id)).toBe('recording')
  await writer.close()
  expect(await sessionState(storage, id)).toBe('closed')
  const end = (lost: number): JournalLine => ({ t: 'end', at: '', counts: { lost } })
  await storage.create(journalFile(folder, 2), encodeLine(end(3)))
  expect(await sessionState(storage, id)).toBe('degraded')
  expect((await freshIndex(storage, id)).state).toBe('degraded')
  await storage.create(journalFile(folder, 3), encodeLine(sampleResponse('x')))
  await storage.create(releasedFile(folder, 3), new Uint8Array())
  expect(await sessionState(storage, id)).toBe('degraded')
  expect((await freshIndex(storage, id)).state).toBe('degraded')
})

test('a session of a later version is not read half', async () => {
  const header = { t: 'hdr', v: 2, purpose: 'capture' } as unknown as JournalLine
  const { id, storage } = await sessionOf([header, { t: 'req', entry: sampleEntry('one') }])
  const index = new SessionIndex(storage, id)
  await expect(index.refresh()).rejects.toSatisfy(coded('FORMAT_NEWER'))
  await expect(index.refresh()).rejects.toSatisfy(coded('FORMAT_NEWER'))
  expect(index.count).toBe(0)
})

test('a session that is not there, one that is only made, and one without its manifest', async () => {
  const { folder, id, storage } = await sampleSession()
  const missing = new SessionIndex(storage, newSessionId())
  await expect(missing.refresh()).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
  expect(await snapshot(await freshIndex(storage, id))).toMatchObject({
    count: 0,
    info: { name: 'Login Flow', state: 'closed' },
  })
  await storage.remove(manifestFile(folder))
  expect((await freshIndex(storage, id)).info).toMatchObject({ id, name: id, state: 'closed' })
})

test('a session in the trash can be read', async () => {
  const { folder, id, storage } = await sampleSession()
  const writer = await openWriter(storage, id, 'capture')
  await writer.append({ t: 'req', entry: sampleEntry('one') })
  await writer.close()
  await storage.move(folder, `trash/${id}`)
  const index = new SessionIndex(storage, id, 'trash')
  await index.refresh()
  expect(index).toMatchObject({ count: 1, info: { name: 'Login Flow' } })
})

test('an id is taken once', async () => {
  const storage = new MemoryStorage()
  await storage.makeFolder('sessions')
  const info = sampleInfo()
  const made = await Promise.allSettled(
    Array.from({ length: 5 }, async () => createSession(storage, info)),
  )
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(createSession(storage, info)).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})
