import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startShop } from '@hartifact/example-shop'
import { startProxy, type Recording } from '@hartifact/core'
import { chromium, request as playwrightRequest } from '@playwright/test'
import { expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../scripts/chromium.mjs'
import { repeats } from './support/repeats.ts'
import { all, temporaryFolder, viaProxy } from './support/servers.ts'

const run = promisify(execFile)
/** Most machines have it; where it is missing, Node's own client takes its place. */
const hasCurl = spawnSync('curl', ['--version']).status === 0
const recordings = 64
const requests = repeats(15, 50)

test('64 recordings at once through four kinds of clients: none misses an entry, none has a foreign one', async () => {
  await using folder = await temporaryFolder()
  await using shop = await startShop()
  await using proxy = await startProxy({
    store: join(folder.path, 'store'),
    upstream: { ca: [shop.caPem] },
  })
  const launch = chromiumLaunchOptions()
  const browser = await chromium.launch({
    ...launch,
    args: [...launch.args, `--ignore-certificate-errors-spki-list=${proxy.ca.spki}`],
  })

  const urlOf = (recording: number, request: number, base = shop.httpsUrl): string =>
    `${base}/api/products?q=r${recording}x${request}`
  const urls = (recording: number, base?: string): string[] =>
    Array.from({ length: requests }, (_, request) => urlOf(recording, request, base))

  const clients = [
    async (number: number, { proxyUrl }: Recording) => {
      const context = await browser.newContext({ proxy: { server: proxyUrl } })
      const page = await context.newPage()
      await page.goto(`${shop.httpsUrl}/api/status/204`).catch(() => {})
      await page.goto(`${shop.httpsUrl}/?r=${number}`)
      await page.evaluate(async (list) => {
        await Promise.all(list.map(async (url) => (await fetch(url)).text()))
      }, urls(number))
      await context.close()
    },
    async (number: number, { proxyUrl }: Recording) => {
      const context = await playwrightRequest.newContext({
        proxy: { server: proxyUrl },
        ignoreHTTPSErrors: true,
      })
      // Each of its requests is a tunnel of its own.
      for (const url of urls(number)) await context.get(url)
      await context.dispose()
    },
    async (number: number, { proxyUrl }: Recording) => {
      if (!hasCurl) {
        await Promise.all(urls(number, shop.httpUrl).map((url) => viaProxy(proxyUrl, url)))
        return
      }
      const list = urls(number).flatMap((url) => ['-o', '/dev/null', url])
      await run('curl', [
        '-sS',
        '--fail',
        '--proxy',
        proxyUrl,
        '--cacert',
        proxy.ca.certPath,
        '--parallel',
        ...list,
      ])
    },
    async (number: number, { proxyUrl }: Recording) => {
      await Promise.all(urls(number, shop.httpUrl).map((url) => viaProxy(proxyUrl, url)))
    },
  ]

  try {
    const started = await Promise.all(
      Array.from({ length: recordings }, (_, number) => proxy.record(`Recording ${number}`)),
    )
    await Promise.all(
      started.map((recording, number) => clients[number % clients.length]!(number, recording)),
    )
    for (const [number, recording] of started.entries()) {
      const session = await recording.stop()
      const markers = (await all(session.entries()))
        .filter(({ request }) => request.method === 'GET')
        .flatMap(({ request, response }) => {
          const marker = /[?&]q=r(\d+)x(\d+)/.exec(request.url)
          return marker
            ? [{ owner: Number(marker[1]), request: Number(marker[2]), status: response?.status }]
            : []
        })
      expect(markers.filter(({ owner }) => owner !== number)).toEqual([])
      expect(markers.filter(({ status }) => status !== 200)).toEqual([])
      const numbers = markers.map(({ request }) => request).toSorted((one, other) => one - other)
      expect(numbers).toEqual(Array.from({ length: requests }, (_, index) => index))
    }
  } finally {
    await browser.close()
  }
})
