import { afterEach, describe, expect, test, vi } from 'vitest'
import type { EntryFilter } from '../entry/filter.ts'
import { isHartifactError } from '../errors.ts'
import { matchers, type SessionMatchers } from './index.ts'
import { growingSession } from './session.contract.ts'

declare module 'vitest' {
  interface Matchers<T = any> extends SessionMatchers {}
}

expect.extend(matchers)

const shop = 'https://shop.test'
const login = { method: 'POST', url: '**/login' }

/** The message with which an assertion fails. */
async function failure(assertion: Promise<void>): Promise<string> {
  const error: unknown = await assertion.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Error)
  return (error as Error).message
}

describe('toHaveRequest', () => {
  test('passes for a request that is there, without waiting', async () => {
    await using growing = await growingSession({
      method: 'POST',
      url: `${shop}/login`,
      status: 302,
    })
    await expect(growing.session).toHaveRequest({ ...login, status: 302 }, { timeout: 0 })
  })

  test('waits for a request that comes later', async () => {
    await using growing = await growingSession()
    const assertion = expect(growing.session).toHaveRequest(login)
    await growing.add({ method: 'POST', url: `${shop}/login`, status: 302 })
    await assertion
  })

  test('waits for the response when the filter speaks of it', async () => {
    await using growing = await growingSession()
    const { id } = await growing.add({ method: 'POST', url: `${shop}/login` })
    await expect(growing.session).toHaveRequest(login, { timeout: 0 })
    await expect(growing.session).not.toHaveRequest({ ...login, status: 302 }, { timeout: 0 })
    const assertion = expect(growing.session).toHaveRequest({ ...login, status: 302 })
    await growing.answer(id, 302)
    await assertion
  })

  test('gives up at its limit, and says what it saw instead, the nearest first', async () => {
    await using growing = await growingSession(
      { url: `${shop}/styles.css`, status: 200 },
      { method: 'POST', url: `${shop}/cart`, status: 201 },
      { url: `${shop}/login`, status: 200 },
      { method: 'POST', url: `${shop}/login`, status: 401 },
    )
    const message = await failure(
      expect(growing.session).toHaveRequest({ ...login, status: 302 }, { timeout: 50 }),
    )
    expect(message.split('\n').slice(2)).toEqual([
      '"Checkout" has no request of method POST, url **/login, status 302. The limit was 50 ms.',
      'The nearest of its 4 request(s):',
      `  POST ${shop}/login 401 after 12 ms`,
      `  GET ${shop}/login 200 after 12 ms`,
      `  POST ${shop}/cart 201 after 12 ms`,
      `  GET ${shop}/styles.css 200 after 12 ms`,
    ])
  })

  test('finds a tunnel, and shows one that is near', async () => {
    await using growing = await growingSession({
      method: 'CONNECT',
      url: 'tcp://127.0.0.1:6379',
      status: 200,
    })
    await expect(growing.session).toHaveRequest({ url: 'tcp://127.0.0.1:6379', status: 200 })
    const message = await failure(
      expect(growing.session).toHaveRequest({ host: '127.0.0.1:5432' }, { timeout: 0 }),
    )
    expect(message).toContain('  CONNECT tcp://127.0.0.1:6379 200 after 12 ms')
  })

  test('lists ten requests at most', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      url: `${shop}/${index}`,
      status: 200,
    }))
    await using growing = await growingSession(...many)
    const message = await failure(expect(growing.session).toHaveRequest(login, { timeout: 0 }))
    expect(message).toContain('of its 30 request(s)')
    expect(message.match(/^ {2}GET /gm)).toHaveLength(10)
  })

  test('says when there was no traffic at all', async () => {
    await using growing = await growingSession()
    const message = await failure(expect(growing.session).toHaveRequest(login, { timeout: 0 }))
    expect(message).toContain('It holds no requests at all')
  })

  test('with .not fails for a request that is there, and shows it', async () => {
    await using growing = await growingSession(
      { url: `${shop}/`, status: 200 },
      { method: 'POST', url: `${shop}/login`, status: 302 },
    )
    await expect(growing.session).not.toHaveRequest({ url: '**/logout' })
    const message = await failure(expect(growing.session).not.toHaveRequest(login))
    expect(message).toContain('"Checkout" has 1 request(s) of method POST, url **/login.')
    expect(message).toContain(`  POST ${shop}/login 302 after 12 ms`)
    expect(message).not.toContain('GET')
  })

  test('counts with times', async () => {
    const exchange = { method: 'POST', url: `${shop}/login`, status: 302 }
    await using growing = await growingSession(exchange, exchange)
    await expect(growing.session).toHaveRequest(login, { times: 2, timeout: 0 })
    await expect(growing.session).not.toHaveRequest(login, { times: 1, timeout: 0 })
    await expect(growing.session).toHaveRequest({ url: '**/logout' }, { times: 0 })
    // Too many never become fewer, so it does not wait for them to.
    const message = await failure(
      expect(growing.session).toHaveRequest(login, { times: 1, timeout: 60_000 }),
    )
    expect(message).toContain(
      'has 2 request(s) of method POST, url **/login; the number asked about is 1.',
    )
    const third = expect(growing.session).toHaveRequest(login, { times: 3 })
    await growing.add(exchange)
    await third
  })

  test.each([
    ['a misspelt condition', { methd: 'POST' }, {}],
    ['a fraction of a request', login, { times: 0.5 }],
  ])('rejects %s', async (_, filter, options) => {
    await using growing = await growingSession()
    const assertion = expect(growing.session).toHaveRequest(filter as EntryFilter, options)
    await expect(assertion).rejects.toSatisfy((error) =>
      isHartifactError(error, 'INVALID_ARGUMENT'),
    )
  })

  test('rejects what is not a session', async () => {
    const assertion = expect('Checkout').toHaveRequest(login)
    await expect(assertion).rejects.toThrow('toHaveRequest was given string, not a session.')
  })
})

describe('in a test that has replaced the clock', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('toHaveRequest still waits and still ends', async () => {
    await using growing = await growingSession()
    vi.useFakeTimers()
    const assertion = expect(growing.session).toHaveRequest(login)
    await growing.add({ method: 'POST', url: `${shop}/login`, status: 302 })
    await assertion
    await failure(expect(growing.session).toHaveRequest({ url: '**/logout' }, { timeout: 50 }))
  })
})

test('waits as long as the runner says, and uses its heading', async () => {
  await using growing = await growingSession()
  const matcherHint = (name: string): string => `hint of ${name}`
  const context = { isNot: false, timeout: 30, utils: { matcherHint } }
  const { message, pass } = await matchers.toHaveRequest.call(context, growing.session, login)
  expect(pass).toBe(false)
  expect(message()).toMatch(/^hint of toHaveRequest\n/)
  expect(message()).toContain('The limit was 30 ms.')
})
