import { once } from 'node:events'
import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startProxy } from '../capture/capture-proxy.ts'
import { isHartifactError } from '../errors.ts'
import { memoryStore } from '../session/index.ts'
import { matchers, type SessionMatchers } from './index.ts'

declare module 'vitest' {
  interface Matchers<T = any> extends SessionMatchers {}
}

expect.extend(matchers)

/** A server that answers when the test says so. */
async function patientServer() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async nextResponse(): Promise<ServerResponse> {
      const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
      return response
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function get(proxyUrl: string, url: string): Promise<number> {
  const { hostname, port } = new URL(proxyUrl)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: url, headers: { host: new URL(url).host } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })
}

test('a recording is waited for: .not, times and failures look at what is in flight too', async () => {
  await using server = await patientServer()
  await using proxy = await startProxy({ store: memoryStore })
  await using recording = await proxy.record('Slow')

  const arrived = server.nextResponse()
  const answered = get(recording.proxyUrl, `${server.url}/report`)
  const response = await arrived
  const filter = { url: '**/report', status: 500 }

  // Now it would pass; the response that is still to come decides otherwise.
  await expect(recording).not.toHaveRequest(filter, { timeout: 0 })
  await expect(recording).toHaveNoFailedRequests({ timeout: 0 })
  for (const assertion of [
    () => expect(recording).not.toHaveRequest(filter, { timeout: 100 }),
    () => expect(recording).toHaveNoFailedRequests({ timeout: 100 }),
  ]) {
    await expect(assertion()).rejects.toSatisfy((error) => isHartifactError(error, 'TIMED_OUT'))
  }

  const assertions = Promise.allSettled([
    expect(recording).not.toHaveRequest(filter),
    expect(recording).toHaveNoFailedRequests(),
    expect(recording).toHaveRequest(filter, { times: 1 }),
  ])
  response.writeHead(500).end('no')
  expect(await answered).toBe(500)
  const [absent, flawless, once500] = await assertions
  expect(absent).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('/report 500 after') },
  })
  expect(flawless).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('/report 500 after') },
  })
  expect(once500).toMatchObject({ status: 'fulfilled' })

  await recording.stop()
  await expect(recording).toHaveRequest(filter)
  await expect(recording).not.toHaveRequest({ url: '**/other' })
})
