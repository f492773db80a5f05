import { expect, test } from 'vitest'
import { type ErrorCode, isHartifactError } from '../errors.ts'
import { openWriter, type SegmentWriter } from '../store/index.ts'
import { addSample, all, idsOf, recordSample, sampleStore } from './session-samples.contract.ts'

const coded =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code)

test('a session is made with owner, labels and links, and renamed; names may repeat, ids never', async () => {
  const store = await sampleStore()
  const one = await store.create('Login', {
    owner: 'ada',
    labels: ['nightly'],
    links: ['jira:ABC-7'],
  })
  const two = await store.create('Login')
  expect(one.id).not.toBe(two.id)
  expect(one.info).toMatchObject({
    owner: 'ada',
    labels: ['nightly'],
    links: ['jira:ABC-7'],
    state: 'closed',
  })
  expect((await store.open('Login')).id).toBe(two.id)
  await two.rename('Login, old')
  expect((await store.open('Login')).id).toBe(one.id)
  expect((await store.open('Login, old')).id).toBe(two.id)
  await expect(one.rename(' ')).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
  await expect(store.create('x', { labels: [''] })).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})

test('clearing hides all entries, also of other writers, and can be undone', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a', 'b'])
  await session.annotate({ note: 'stays' })
  await session.annotate({ id: 'a' }, { note: 'goes' })
  // Another process records while it is cleared.
  const writer = await openWriter(store.storage, session.id, 'capture')
  await writer.append({
    t: 'req',
    entry: { ...(await all(session.entries()))[0]!, id: 'c', annotations: [] },
  })
  await session.clear()
  expect(await idsOf(session)).toEqual([])
  expect((await session.summary()).requests).toBe(0)
  await writer.append({ t: 'req', entry: { ...(await emptyEntry('d')) } })
  await writer.close()
  expect(await idsOf(session)).toEqual(['d'])
  expect(session.annotations.map(({ note }) => note)).toEqual(['stays'])
  expect((await session.stats()).requests).toBe(1)
  await session.clear()
  expect(await idsOf(session)).toEqual([])
  expect((await store.restore('Login')).id).toBe(session.id)
  expect(await idsOf(session)).toEqual(['a', 'b', 'c', 'd'])
  const [first] = await all(session.entries())
  expect(first?.annotations.map(({ note }) => note)).toEqual(['goes'])
  await expect(store.restore('Login')).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
})

async function emptyEntry(id: string) {
  const { sampleEntry } = await import('../store/samples.contract.ts')
  return sampleEntry(id)
}

test('a deleted session can be restored until it is purged', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a'])
  const older = await recordSample(store, 'Gone', ['b'])
  await older.delete()
  await session.delete()
  await expect(store.open('Login')).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
  expect(await store.list()).toEqual([])
  const trashed = await store.summaries({ trash: true, name: 'Login' })
  expect(trashed).toMatchObject([
    { id: session.id, requests: 1, deleted: { at: expect.stringMatching(/Z$/) } },
  ])
  const restored = await store.restore('Login')
  expect(await idsOf(restored)).toEqual(['a'])
  expect((await restored.summary()).deleted).toBeUndefined()
  await restored.delete()
  expect((await store.purge('Login')).map(({ id }) => id)).toEqual([session.id])
  await expect(store.restore(session.id)).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
  expect((await store.purge()).map(({ name }) => name)).toEqual(['Gone'])
  expect(await store.summaries({ trash: true })).toEqual([])
  await expect(store.purge('Login')).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
})

test('what is being recorded is not deleted; the message says by whom', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a'])
  const writer = await openWriter(store.storage, session.id, 'capture')
  await expect(session.delete()).rejects.toThrow(
    new RegExp(`by .*process ${process.pid}.*\\[SESSION_LOCKED\\]`),
  )
  await writer.close()
  await session.delete()
})

test('a recording that begins just before a session is deleted keeps it', async () => {
  const store = await sampleStore()
  const { storage } = store
  const session = await recordSample(store, 'Login', ['a'])
  const move = storage.move.bind(storage)
  storage.move = async (...paths) => {
    storage.move = move
    writer = await openWriter(storage, session.id, 'capture')
    return move(...paths)
  }
  let writer: SegmentWriter | undefined
  await expect(session.delete()).rejects.toSatisfy(coded('SESSION_LOCKED'))
  await writer?.append({ t: 'req', entry: await emptyEntry('b') })
  await writer?.close()
  expect(await idsOf(await store.open('Login'))).toEqual(['a', 'b'])
})

test('the active session cannot be deleted when it is the only one; else another takes its place', async () => {
  const store = await sampleStore()
  const session = await store.create('Only', { activate: true })
  expect((await store.active())?.id).toBe(session.id)
  await expect(session.delete()).rejects.toSatisfy(coded('SESSION_ACTIVE'))
  const other = await store.create('Other')
  await session.delete()
  expect((await store.active())?.id).toBe(other.id)
  expect((await store.summaries()).map(({ active }) => active)).toEqual([true])
  await store.restore('Only')
  expect((await store.use('Only')).id).toBe(session.id)
  expect(await store.summaries({ name: 'Only' })).toMatchObject([{ active: true }])
})

test('a copy has entries, bodies, steps and remarks of its own', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a', 'b'])
  await session.step('pay', () => {})
  await session.annotate({ note: 'staging', tags: ['nightly'] })
  await session.annotate({ id: 'b' }, { note: 'slow', color: 'red' })
  const attached = await session.attach({ name: 'log.txt', content: 'line' }, { id: 'a' })
  const copy = await session.duplicate()
  expect(copy.name).toBe('Login (copy)')
  expect(copy.info.origin).toEqual({ kind: 'duplicate', sessions: [session.id] })
  expect(await all(copy.entries())).toEqual(await all(session.entries()))
  expect(copy.annotations).toEqual(session.annotations)
  expect(copy.steps).toEqual(session.steps)
  const [first] = await all(copy.entries())
  expect(await copy.body(first!.request.body)).toEqual(await session.body(first!.request.body))
  const log = await copy.body(attached.attachment!.body)
  expect(Buffer.from(log).toString()).toBe('line')
  await session.delete()
  await store.purge()
  expect(await idsOf(copy)).toEqual(['a', 'b'])
  expect((await copy.verify()).problems).toEqual([])
})

test('merging brings the entries of several sessions into order; equal ids stay apart', async () => {
  const store = await sampleStore()
  const at = (times: Record<string, string>) => (id: string) => ({
    // Files of other tools have milliseconds only.
    startedAt: `2026-03-04T05:06:0${times[id]}${id === 'c' ? '.100Z' : '.000000Z'}`,
  })
  await recordSample(store, 'One', ['a', 'b'], at({ a: '1', b: '4' }))
  await recordSample(store, 'Two', ['a', 'c'], at({ a: '2', c: '3' }))
  const merged = await store.merge(['One', 'Two'], { as: 'Both' })
  const entries = await all(merged.entries())
  expect(entries.map(({ startedAt }) => startedAt[18])).toEqual(['1', '2', '3', '4'])
  expect(entries.map(({ id }) => id)).toEqual(['a', 'a.2', 'c', 'b'])
  expect(await merged.text(entries[1]!.request)).toContain('body of a')
  expect(merged.info.origin?.kind).toBe('merge')
  await expect(store.merge([], { as: 'x' })).rejects.toSatisfy(coded('INVALID_ARGUMENT'))
})

test('appending adds to the end, also by filter', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'One', ['a'])
  await recordSample(store, 'Two', ['a', 'b', 'c'])
  expect(await session.append('Two', { id: 'b' })).toBe(1)
  expect(await session.append(await store.open('Two'))).toBe(3)
  expect(await idsOf(session)).toEqual(['a', 'b.2', 'a.3', 'b.3', 'c.3'])
  expect((await session.verify()).problems).toEqual([])
})

test('splitting leaves the session as it is', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'All', ['a', 'b', 'c'])
  expect(await session.entry(1)).toMatchObject({ entry: { id: 'b' }, position: 1 })
  expect(await session.entry('c')).toMatchObject({ entry: { id: 'c' }, position: 2 })
  expect(await session.entry(3)).toBeUndefined()
  const { matching, rest } = await session.split({ id: 'b' }, { as: 'B', rest: 'Not B' })
  expect(await idsOf(matching)).toEqual(['b'])
  expect(await idsOf(rest!)).toEqual(['a', 'c'])
  expect(await idsOf(session)).toEqual(['a', 'b', 'c'])
  expect((await session.split('id:a', { as: 'A' })).rest).toBeUndefined()
})

test('remarks are edited and taken back wherever they are', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a', 'b'])
  await session.annotate({}, { note: 'slow', tags: ['perf'] })
  await session.annotate({ note: 'staging' })
  const [first] = await all(session.entries())
  const [remark] = first!.annotations
  await session.editAnnotation(remark!.id, { note: 'very slow', color: 'orange' })
  const notes = async () =>
    (await all(session.entries())).map(({ annotations }) =>
      annotations.map(({ color, note, tags }) => [note, color, tags]),
    )
  expect(await notes()).toEqual([
    [['very slow', 'orange', ['perf']]],
    [['very slow', 'orange', ['perf']]],
  ])
  await session.removeAnnotation(remark!.id)
  expect(await notes()).toEqual([[], []])
  await session.removeAnnotation(session.annotations[0]!.id)
  expect(session.annotations).toEqual([])
  await expect(session.removeAnnotation('none')).rejects.toSatisfy(coded('NAME_NOT_FOUND'))
  await expect(session.annotate({ color: 'pink' as 'red' })).rejects.toSatisfy(
    coded('INVALID_ARGUMENT'),
  )
  await expect(session.annotate({ notes: 'x' } as object)).rejects.toSatisfy(
    coded('INVALID_ARGUMENT'),
  )
})

test('links and pins, and the timeline of all that happened', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a'])
  await session.link('jira:ABC-7')
  await session.link('jira:ABC-7')
  await session.link('jira:ABC-8', { id: 'a' })
  await session.pin()
  expect(await session.summary()).toMatchObject({
    mode: 'linked',
    links: ['jira:ABC-7'],
    pinned: true,
  })
  await session.step('pay', () => {})
  await session.attach({ name: 'screen.png', content: new Uint8Array(3), contentType: 'image/png' })
  const items = await session.timeline()
  expect(items.map(({ kind }) => kind)).toEqual([
    'entry',
    'note',
    'step-begin',
    'step-end',
    'attachment',
  ])
  expect(items.every(({ at }, index) => index === 0 || at >= items[index - 1]!.at)).toBe(true)
})

test('a name is kept so that it cannot disguise itself, and is found by what was typed', async () => {
  const store = await sampleStore()
  const typed = [
    '../../etc/passwd',
    'CON',
    'a\u202Egnp.exe',
    'line\nbreak\u0007',
    '😀 '.repeat(100),
    'é'.normalize('NFD'),
  ]
  for (const name of typed) {
    const { id, name: kept } = await store.create(name)
    expect(kept).not.toMatch(/[\p{Cc}\u202A-\u202E]/u)
    expect((await store.open(name)).id).toBe(id)
    expect((await store.open(kept)).id).toBe(id)
  }
  expect(await store.storage.list('sessions')).toHaveLength(typed.length)
})

test('continuing a session after its remarks and clearings keeps them', async () => {
  const store = await sampleStore()
  const session = await recordSample(store, 'Login', ['a'])
  await session.clear()
  await addSample(store, session.id, ['b'])
  expect(await idsOf(session)).toEqual(['b'])
  expect(await store.summaries()).toMatchObject([{ requests: 1, state: 'closed' }])
})

test('whoever reads a session that is deleted meanwhile reads it to its end', async () => {
  const store = await sampleStore()
  const ids = Array.from({ length: 400 }, (_, index) => `entry-${index}`)
  const session = await recordSample(store, 'Login', ids)
  const read: string[] = []
  for await (const { id, request } of session.entries()) {
    if (read.length === 0) await (await store.open('Login')).delete()
    read.push(id)
    expect(await session.text(request)).toContain(`body of ${id} `)
  }
  expect(read).toEqual(ids)
})
