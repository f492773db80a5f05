import { expect, test } from 'vitest'
import { HartifactError } from '../../errors.ts'
import { DefaultSession } from './default-session.ts'
import type { Recorder } from './recorder.ts'

const named = (sessionId: string): Recorder => ({ sessionId }) as Recorder
const recorder = named('made')
const full = new HartifactError('STORE_FULL', 'The disk is full.')

/** A default session in a store that does as `open` says, with a clock that stands still. */
function defaultSession(open: () => Promise<Recorder>, patience = 3_600_000) {
  const world = { time: 0, opened: 0, failures: [] as unknown[] }
  const session = new DefaultSession({
    open: () => {
      world.opened++
      return open()
    },
    failed: (error) => void world.failures.push(error),
    patience,
    now: () => world.time,
  })
  return { session, world }
}

test('all traffic that comes meanwhile gets the same session', async () => {
  const { session, world } = defaultSession(async () => recorder)
  const got = await Promise.all([session.open(), session.open()])
  expect([...got, await session.open()]).toEqual([recorder, recorder, recorder])
  expect(world.opened).toBe(1)
  expect(session.recorder).toBe(recorder)
})

test('when it has been stopped, the next traffic makes another one', async () => {
  const { session, world } = defaultSession(async () => named('made'))
  const first = await session.open()
  session.forget(named('another'))
  expect(await session.open()).toBe(first)
  session.forget(first as Recorder)
  expect(session.recorder).toBeUndefined()
  expect(await session.open()).not.toBe(first)
  expect(world.opened).toBe(2)
})

test('where the store refuses, it is tried again after a second, and told once', async () => {
  let isFull = true
  const { session, world } = defaultSession(async () => {
    if (isFull) throw full
    return recorder
  })
  expect(await session.open()).toBeUndefined()
  world.time = 1_000
  expect(await session.open()).toBeUndefined()
  expect(world.opened).toBe(1)
  world.time = 1_001
  expect(await session.open()).toBeUndefined()
  expect(world.opened).toBe(2)
  expect(world.failures).toEqual([full])
  isFull = false
  world.time = 2_002
  expect(await session.open()).toBe(recorder)
  isFull = true
  session.forget(recorder)
  expect(await session.open()).toBeUndefined()
  expect(world.failures).toEqual([full, full])
})

test('a disk that does not answer holds up nobody for long; its session is used when it is there', async () => {
  let answer: (made: Recorder) => void = () => {}
  const { session, world } = defaultSession(
    () => new Promise<Recorder>((resolve) => (answer = resolve)),
    5,
  )
  expect(await session.open()).toBeUndefined()
  expect(world.failures).toMatchObject([{ code: 'STORE_SLOW' }])
  world.time = 10_000
  expect(await session.open()).toBeUndefined()
  expect(world.opened).toBe(1)
  answer(recorder)
  await Promise.resolve()
  expect(await session.open()).toBe(recorder)
  expect(world.opened).toBe(1)
})

test('one that fails late is tried again like any other', async () => {
  let refuse: (error: Error) => void = () => {}
  const { session, world } = defaultSession(
    () => new Promise<Recorder>((_, reject) => (refuse = reject)),
    5,
  )
  expect(await session.open()).toBeUndefined()
  refuse(full)
  await Promise.resolve()
  expect(await session.open()).toBeUndefined()
  world.time = 1_001
  const again = session.open()
  expect(world.opened).toBe(2)
  refuse(full)
  expect(await again).toBeUndefined()
  expect(world.failures).toHaveLength(1)
})
