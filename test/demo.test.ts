import { execFile } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readHar } from '@hartifact/core'
import { chromium } from '@playwright/test'
import { beforeAll, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../scripts/chromium.mjs'
import { type HarFile, publishedSchemaFaults, readHarFile } from './support/har-schema.ts'

const run = promisify(execFile)
const example = fileURLToPath(new URL('../examples/playwright', import.meta.url))
const playwright = fileURLToPath(
  new URL('../node_modules/@playwright/test/cli.js', import.meta.url),
)
const hars = new Map<string, { path: string; har: HarFile }>()

beforeAll(async () => {
  const output = join(example, 'test-results')
  await rm(output, { recursive: true, force: true })
  await run(process.execPath, [playwright, 'test'], { cwd: example })
  for (const name of await readdir(output, { recursive: true })) {
    if (!name.endsWith('.har')) continue
    const path = join(output, name)
    hars.set(basename(name), { path, har: readHarFile(path) })
  }
})

const paths = (name: string): string[] =>
  hars.get(name)?.har.log.entries.map(({ request }) => new URL(request.url).pathname) ?? []

test('the example leaves one HAR for each test, named after its session', () => {
  expect([...hars.keys()].toSorted()).toEqual(['live-prices.har', 'login-flow.har'])
  expect(hars.get('live-prices.har')?.har.log.pages[0]?.title).toBe('Live Prices')
  expect(hars.get('login-flow.har')?.har.log.pages[0]?.title).toBe('Login Flow')
})

test('each HAR holds the traffic of its own test alone', () => {
  expect(paths('login-flow.har')).toEqual(
    expect.arrayContaining([
      '/login',
      '/account',
      expect.stringMatching(/^\/assets\/shop\..*\.css$/),
    ]),
  )
  expect(paths('login-flow.har')).not.toContain('/live')
  expect(paths('login-flow.har')).not.toContain('/ws/support')
  expect(paths('live-prices.har')).toEqual(
    expect.arrayContaining([
      '/live',
      '/ws/support',
      '/events/prices',
      '/api/products',
      '/api/session',
      '/api/export.csv',
    ]),
  )
  expect(paths('live-prices.har')).not.toContain('/login')
  expect(paths('live-prices.har')).not.toContain('/account')
})

test('HTTPS bodies, WebSocket messages and events are in it', () => {
  const login = hars.get('login-flow.har')?.har.log.entries ?? []
  expect(login.every(({ request }) => request.url.startsWith('https://'))).toBe(true)
  const form = login.find(
    ({ request }) => request.method === 'POST' && request.url.endsWith('/login'),
  )
  expect(form?.response.status).toBe(302)
  expect(
    login.find(({ request }) => request.url.endsWith('/account'))?.response.content.text,
  ).toContain('Ada Lovelace')
  const image = login.find(({ response }) => response.content.mimeType === 'image/png')?.response
    .content
  expect(
    Buffer.from(image?.text ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')

  const live = hars.get('live-prices.har')?.har.log.entries ?? []
  const chat = live.find(({ request }) => request.url.startsWith('wss://'))
  expect(chat?._webSocketMessages?.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['send', 'receive']),
  )
  expect(
    chat?._webSocketMessages?.some(({ data }) => data.includes('Is the kettle in stock?')),
  ).toBe(true)
  const prices = live.find(({ request }) => new URL(request.url).pathname === '/events/prices')
  expect(prices?._eventSourceMessages?.length).toBe(3)
  expect(prices?.response.content.text).toContain('event: price')
})

test('steps are pages of the HAR', () => {
  const { entries, pages } = hars.get('live-prices.har')!.har.log
  expect(pages.map(({ title }) => title)).toEqual([
    'Live Prices',
    'chat by WebSocket',
    'prices by event stream',
    'the API',
    'a download',
  ])
  const download = entries.find(({ request }) => request.url.endsWith('/api/export.csv'))
  expect(pages.find(({ id }) => id === download?.pageref)?.title).toBe('a download')
})

test('each HAR is valid by the published schema, and comes back as a session', () => {
  for (const { har } of hars.values()) {
    expect(publishedSchemaFaults(har)).toEqual([])
    const session = readHar(har)
    expect(session.issues).toEqual([])
    expect(session.entries).toHaveLength(har.log.entries.length)
  }
})

test('Playwright itself serves the pages from the HAR, without any server', async () => {
  const browser = await chromium.launch(chromiumLaunchOptions())
  try {
    const { har, path } = hars.get('login-flow.har')!
    const page = await browser.newPage({ serviceWorkers: 'block' })
    await page.routeFromHAR(path, { notFound: 'abort' })
    const url = har.log.entries.find(
      ({ request }) => new URL(request.url).pathname === '/products/1',
    )?.request.url
    await page.goto(url ?? '')
    await page.getByTestId('product-image').waitFor()
    const width: number = await page.evaluate(
      `document.querySelector('[data-testid=product-image]').naturalWidth`,
    )
    expect(width).toBeGreaterThan(0)
  } finally {
    await browser.close()
  }
})
