import { expect, test } from 'vitest'
import { readHar } from '../formats/har/read.ts'
import { shopHar } from '../session/compare-samples.contract.ts'
import { matchers, type SessionMatchers } from './index.ts'
import { growingSession } from './session.contract.ts'

declare module 'vitest' {
  interface Matchers<T = any> extends SessionMatchers {}
}

expect.extend(matchers)

const before = readHar(shopHar({ name: 'Before' }))
const same = readHar(shopHar({ name: 'After' }))
const broken = readHar(shopHar({ name: 'After', status: 500 }))
const moved = readHar(shopHar({ name: 'After', host: 'other.test' }))
const empty = { ...same, entries: [] }
const options = { settings: false } as const

/** The message with which an assertion fails. */
async function failure(assertion: Promise<void>): Promise<string> {
  const error: unknown = await assertion.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Error)
  return (error as Error).message
}

test('passes for sessions that are equivalent, and .not for those that differ', async () => {
  await expect(same).toMatchSession(before, options)
  await expect(same).toMatchSession([before, before, same], options)
  await expect(broken).not.toMatchSession(before, options)
  await expect(moved).toMatchSession(before, {
    ...options,
    hostMap: { 'shop.test': 'other.test' },
  })
})

test('fails with the report', async () => {
  const message = await failure(expect(broken).toMatchSession(before, options))
  expect(message).toMatch(/toMatchSession/)
  expect(message).toMatch(/POST \/api\/orders .*201 -> 500/)
  expect(message.split('\n').length).toBeLessThanOrEqual(60)
  expect(await failure(expect(same).not.toMatchSession(before, options))).toContain('After')
})

test('sessions that cannot be compared fail either way', async () => {
  expect(await failure(expect(empty).toMatchSession(before, options))).toContain('incomparable')
  expect(await failure(expect(empty).not.toMatchSession(before, options))).toContain('incomparable')
})

test('a session that is being recorded is compared as it is', async () => {
  await using growing = await growingSession({ url: 'https://shop.test/a', status: 200 })
  await using other = await growingSession({ url: 'https://shop.test/a', status: 500 })
  await expect(growing.session).toMatchSession(growing.session, { ...options, timeout: 0 })
  const message = await failure(expect(other.session).toMatchSession(growing.session, options))
  expect(message).toContain('is still being recorded')
})

test('says what it was not given, and what is none', async () => {
  await expect(expect(same).toMatchSession([])).rejects.toThrow('not told what to match')
  await expect(expect(same).toMatchSession(undefined as never)).rejects.toThrow('not told')
  await expect(expect(7).toMatchSession(before)).rejects.toThrow('A session was expected')
})
