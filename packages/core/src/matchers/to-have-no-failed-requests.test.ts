import { expect, test } from 'vitest'
import type { FailureKind } from '../entry/entry.ts'
import { matchers, type SessionMatchers } from './index.ts'
import { growingSession } from './session.contract.ts'

declare module 'vitest' {
  interface Matchers<T = any> extends SessionMatchers {}
}

expect.extend(matchers)

const shop = 'https://shop.test'
const failureOf = (kind: FailureKind) => ({ kind, message: `It is ${kind}`, code: 'ECONNREFUSED' })

test('passes when every request got a status below 400', async () => {
  await using growing = await growingSession(
    { url: `${shop}/`, status: 200 },
    { url: `${shop}/old`, status: 301 },
    { url: `${shop}/in-flight` },
  )
  await expect(growing.session).toHaveNoFailedRequests()
})

test('lists what failed, one per line with its cause', async () => {
  await using growing = await growingSession(
    { url: `${shop}/`, status: 200 },
    { method: 'POST', url: `${shop}/pay`, status: 500 },
    { url: `${shop}/missing`, status: 404 },
    { url: `${shop}/api/me`, failure: failureOf('refused') },
  )
  const { message, pass } = await matchers.toHaveNoFailedRequests.call({}, growing.session)
  expect(pass).toBe(false)
  expect(message().split('\n')).toEqual([
    'expect(traffic).toHaveNoFailedRequests()',
    '',
    '3 of the 4 request(s) of "Checkout" failed.',
    `  POST ${shop}/pay 500 after 12 ms`,
    `  GET ${shop}/missing 404 after 12 ms`,
    `  GET ${shop}/api/me failed (ECONNREFUSED) after 12 ms: It is refused`,
  ])
  await expect(growing.session).not.toHaveNoFailedRequests()
})

test('a tunnel counts as any other request', async () => {
  const tunnel = { method: 'CONNECT', url: 'tcp://127.0.0.1:6379' }
  await using growing = await growingSession({ ...tunnel, status: 200 })
  await expect(growing.session).toHaveNoFailedRequests()
  await growing.add({ ...tunnel, failure: failureOf('refused') })
  const { message } = await matchers.toHaveNoFailedRequests.call({}, growing.session)
  expect(message()).toContain(
    '  CONNECT tcp://127.0.0.1:6379 failed (ECONNREFUSED) after 12 ms: It is refused',
  )
  await expect(growing.session).toHaveNoFailedRequests({ ignore: [{ url: 'tcp://**' }] })
})

test.each(['client-aborted', 'unfinished'] as const)('%s is no failure', async (kind) => {
  await using growing = await growingSession({ url: `${shop}/`, failure: failureOf(kind) })
  await expect(growing.session).toHaveNoFailedRequests()
})

test('a response that says so counts even when the client gave up', async () => {
  await using growing = await growingSession({
    url: `${shop}/`,
    status: 500,
    failure: failureOf('client-aborted'),
  })
  await expect(growing.session).not.toHaveNoFailedRequests()
})

test('leaves out what is to be ignored', async () => {
  await using growing = await growingSession(
    { url: `${shop}/favicon.ico`, status: 404 },
    { url: 'https://ads.test/beacon', failure: failureOf('refused') },
  )
  await expect(growing.session).not.toHaveNoFailedRequests({ ignore: [{ url: '**/favicon.ico' }] })
  await expect(growing.session).toHaveNoFailedRequests({
    ignore: [{ url: '**/favicon.ico' }, { host: 'ads.test' }],
  })
})

test('allow4xx leaves only 5xx and broken exchanges', async () => {
  await using growing = await growingSession({ url: `${shop}/missing`, status: 404 })
  await expect(growing.session).toHaveNoFailedRequests({ allow4xx: true })
  await growing.add({ url: `${shop}/pay`, status: 503 })
  await expect(growing.session).not.toHaveNoFailedRequests({ allow4xx: true })
})

test('with .not says that nothing failed', async () => {
  await using growing = await growingSession({ url: `${shop}/`, status: 200 })
  const context = { isNot: true }
  const { message, pass } = await matchers.toHaveNoFailedRequests.call(context, growing.session)
  expect(pass).toBe(true)
  expect(message()).toContain('None of the 1 request(s) of "Checkout" failed.')
})
