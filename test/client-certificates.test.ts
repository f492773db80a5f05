import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { startProxy } from '@hartifact/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInlineTest } from './run-inline-test.ts'
import { selfSigned } from './support/wire/certificate.ts'

let folder = ''
let origin = ''
let close: () => void = () => {}

/** A server that lets in whoever has its own certificate. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hartifact-mtls-'))
  const { cert, key } = await selfSigned()
  await writeFile(join(folder, 'cert.pem'), cert)
  await writeFile(join(folder, 'key.pem'), key)
  const server = createServer(
    { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      response.end(`hello ${String(subject.CN)}`)
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => {
    server.close()
    server.closeAllConnections()
  }
})

afterAll(async () => {
  close()
  await rm(folder, { recursive: true, force: true })
})

test('startProxy shows a client certificate to the server it is for', async () => {
  const certificate = {
    origin,
    certPath: join(folder, 'cert.pem'),
    keyPath: join(folder, 'key.pem'),
  }
  await using proxy = await startProxy({
    store: ':memory:',
    upstream: { ca: [certificate.certPath], clientCertificates: [certificate] },
  })
  await using recording = await proxy.record('mTLS')
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--proxy',
    recording.proxyUrl,
    '--cacert',
    proxy.ca.certPath,
    `${origin}/who`,
  ])
  expect(stdout).toBe('hello 127.0.0.1')
})

test('the client certificates of a Playwright configuration are shown by the capture proxy', async () => {
  const run = await runInlineTest(
    {
      'who.test.js': `import { test, expect } from '@hartifact/playwright-fixture'
test('is let in', async ({ page, request, traffic }) => {
  await page.goto('${origin}/page')
  await expect(page.locator('body')).toHaveText('hello 127.0.0.1')
  expect(await (await request.get('${origin}/api')).text()).toBe('hello 127.0.0.1')
  await expect(traffic).toHaveRequest({ url: '**/page', status: 200 })
  await expect(traffic).toHaveRequest({ url: '**/api', status: 200 })
})`,
    },
    {
      use: `{
  clientCertificates: [{ origin: '${origin}', certPath: '${folder}/cert.pem', keyPath: '${folder}/key.pem' }],
  hartifact: { upstream: { ca: ['${folder}/cert.pem'] } },
}`,
    },
  )
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
})
