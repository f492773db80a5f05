import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, request as forward, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { basename, dirname } from 'node:path'
import { openStore, type Session } from '@hartifact/core'
import { startShop, type Shop } from '@hartifact/example-shop'
import { type Marker, markerName } from '@hartifact/playwright-fixture'
import type {
  JSONReportSpec,
  JSONReportSuite,
  JSONReportTestResult,
} from '@playwright/test/reporter'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InlineOptions, type InlineRun, runInlineTest } from './run-inline-test.ts'

/** The part of a HAR that is looked at here. */
interface Har {
  readonly log: {
    readonly pages?: ReadonlyArray<{ readonly title: string }>
    readonly entries: ReadonlyArray<{
      readonly request: { readonly method: string; readonly url: string }
      readonly response: { readonly status: number; readonly _error?: string }
      readonly _webSocketMessages?: readonly unknown[]
    }>
    readonly comment?: string
    readonly _hartifact?: unknown
  }
}

let shop: Shop

function run(files: Record<string, string>, options: InlineOptions = {}): Promise<InlineRun> {
  return runInlineTest(files, {
    use: `{ hartifact: { upstream: { ca: [process.env.SHOP_CA] } } }`,
    ...options,
    env: { SHOP: shop.httpsUrl, SHOP_HTTP: shop.httpUrl, SHOP_CA: shop.caPath, ...options.env },
  })
}

beforeAll(async () => {
  shop = await startShop()
})

afterAll(async () => {
  await shop.close()
})

const head = `import { test, expect } from '@hartifact/playwright-fixture'
const shop = process.env.SHOP
const shopHttp = process.env.SHOP_HTTP
`

describe('what is captured', () => {
  let done: InlineRun
  beforeAll(async () => {
    const closedSoon = await startShop()
    done = await run(
      {
        'capture.spec.ts': `${head}
test('a page', async ({ page, traffic }) => {
  await page.goto(shop + '/')
  await expect(page.getByTestId('cart-count')).toHaveText('0')
  await expect(traffic).toHaveRequest({ url: '**/assets/images/1.png', status: 200 })
  await expect(traffic).toHaveNoFailedRequests()
})
test('a page that will be closed', async ({ page }) => {
  await page.goto(process.env.CLOSED_SOON + '/')
  await expect(page.getByTestId('cart-count')).toHaveText('0')
})
test('a WebSocket first', async ({ page }) => {
  const text = await page.evaluate((url) => new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.onerror = () => reject(new Error('refused'))
    socket.onmessage = ({ data }) => resolve(JSON.parse(data).type)
  }), shopHttp.replace('http', 'ws') + '/ws/support')
  expect(text).toBe('welcome')
})
test('API requests', async ({ context, page, playwright, request, traffic }) => {
  await expect(await request.get(shop + '/api/products?q=request')).toBeOK()
  await expect(await context.request.get(shop + '/api/products?q=context')).toBeOK()
  await expect(await page.request.get(shop + '/api/products?q=page')).toBeOK()
  const own = await playwright.request.newContext()
  await expect(await own.get(shop + '/api/products?q=own')).toBeOK()
  await expect(await own.get(shopHttp + '/api/products?q=plain')).toBeOK()
  await own.dispose()
  await expect(traffic).toHaveRequest({ url: '**/api/products?*', status: 200 }, { times: 5 })
})
test('a context made by hand', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(shop + '/cart?by=hand')
  await context.close()
})
test('a popup', async ({ page }) => {
  await page.goto(shop + '/cart')
  const opened = page.waitForEvent('popup')
  await page.evaluate((url) => { window.open(url) }, shop + '/cart?in=popup')
  await expect((await opened).getByTestId('title')).toBeVisible()
})
test('a service worker', async ({ page }) => {
  await page.goto(shop + '/offline')
  await expect(page.getByTestId('sw-hello')).not.toBeEmpty()
})
test('the HTTP cache', async ({ page }) => {
  await page.goto(shop + '/')
  await expect(page.getByTestId('cart-count')).toHaveText('0')
  await page.goto(shop + '/cart')
  await expect(page.getByTestId('cart-count')).toHaveText('0')
})
test('a recording stopped by the test', async ({ request, traffic }) => {
  await request.get(shop + '/api/products?q=stopped')
  await traffic.stop()
})`,
        'names.spec.ts': `${head}
test.describe('shop', () => {
  test('named by titles', async ({ request }) => { await request.get(shop + '/api/cart') })
})
test.describe('off', () => {
  test.use({ session: false })
  test('not captured', async ({ request }) => {
    await request.get(shop + '/api/cart', { ignoreHTTPSErrors: true })
  })
  test('not captured, but used', async ({ traffic }) => { await expect(traffic).toHaveRequest({}) })
})
test.describe('function', () => {
  test.use({ session: async ({}, use, info) => use(info.titlePath.join(' / ')) })
  test('named by a function', async ({ request }) => { await request.get(shop + '/api/cart') })
})
test.describe('annotated', () => {
  test.use({ session: 'Nowhere to write' })
  test('no place for the HAR', async ({ request }, testInfo) => {
    const { rmSync, writeFileSync } = await import('node:fs')
    await request.get(shop + '/api/cart')
    rmSync(testInfo.outputDir, { recursive: true })
    writeFileSync(testInfo.outputDir, 'in the way')
  })
})`,
        'hooks.spec.ts': `${head}
let api, shared
test.beforeAll(async ({ browser, playwright }) => {
  api = await playwright.request.newContext({ baseURL: shop })
  await expect(await api.get('/api/products?q=before-all')).toBeOK()
  shared = await browser.newPage()
  await shared.goto(shop + '/cart?from=before-all')
  await expect(shared.getByTestId('cart-count')).toHaveText('0')
})
test.afterAll(async () => {
  await expect(await api.get('/api/products?q=after-all')).toBeOK()
  await api.dispose()
  await shared.close()
})
for (const n of [1, 2]) {
  test('shared ' + n, async ({ traffic }) => {
    await shared.goto(shop + '/cart?from=shared-' + n)
    await expect(shared.getByTestId('cart-count')).toHaveText('0')
    await expect(await api.get('/api/products?q=shared-' + n)).toBeOK()
  })
}`,
        'merged.spec.ts': `import { mergeTests, test as base } from '@playwright/test'
import { test as captured, expect } from '@hartifact/playwright-fixture'
const mine = base.extend({
  token: async ({ request }, use) => {
    const answer = await request.post(process.env.SHOP + '/api/session', {
      data: { email: 'ada@example.test', password: 'correct horse' },
    })
    await use((await answer.json()).token)
  },
})
for (const [order, test] of [['mine first', mergeTests(mine, captured)], ['mine last', mergeTests(captured, mine)]]) {
  test('merged, ' + order, async ({ request, token, traffic }) => {
    await request.get(process.env.SHOP + '/api/me', { headers: { authorization: 'Bearer ' + token } })
    await expect(traffic).toHaveRequest({ url: '**/api/me', status: 200 })
  })
}`,
      },
      {
        workers: 2,
        env: { CLOSED_SOON: closedSoon.httpsUrl, CLOSED_SOON_CA: closedSoon.caPath },
        use: casOf,
      },
    )
    await closedSoon.close()
  })

  const casOf = `{ hartifact: { upstream: { ca: [process.env.SHOP_CA, process.env.CLOSED_SOON_CA] } } }`

  test.each([
    'a page',
    'a page that will be closed',
    'a WebSocket first',
    'API requests',
    'a context made by hand',
    'a popup',
    'a service worker',
    'the HTTP cache',
    'a recording stopped by the test',
    'named by titles',
    'not captured',
    'named by a function',
    'no place for the HAR',
    'shared 1',
    'shared 2',
    'merged, mine first',
    'merged, mine last',
  ])('the test "%s" passes', (title) => {
    const [result] = done.results(title)
    expect({ status: result?.status, errors: result?.errors }).toEqual({
      status: 'passed',
      errors: [],
    })
  })

  test('a page with all it loads', async () => {
    const paths = await pathsOf(done, 'a page')
    expect(paths).toEqual(
      expect.arrayContaining(['GET /', 'GET /assets/images/1.png', 'GET /api/cart']),
    )
  })

  test('a WebSocket that is the first request of its context, with its messages', async () => {
    const { entries } = (await harOf(done, 'a WebSocket first')).log
    expect(entries.map(({ request, response }) => `${response.status} ${request.url}`)).toEqual([
      `101 ${shop.httpUrl.replace('http', 'ws')}/ws/support`,
    ])
    expect(entries[0]?._webSocketMessages?.length).toBeGreaterThan(0)
  })

  test('every kind of API request, over HTTPS without further configuration', async () => {
    expect(await pathsOf(done, 'API requests')).toEqual(
      ['request', 'context', 'page', 'own', 'plain'].map((q) => `GET /api/products?q=${q}`),
    )
  })

  test('contexts made by hand and popups', async () => {
    expect(await pathsOf(done, 'a context made by hand')).toContain('GET /cart?by=hand')
    expect(await pathsOf(done, 'a popup')).toContain('GET /cart?in=popup')
  })

  test('the script of a service worker over HTTPS', async () => {
    expect(await pathsOf(done, 'a service worker')).toContain('GET /sw.js')
  })

  test('assets once, since the HTTP cache works', async () => {
    const paths = await pathsOf(done, 'the HTTP cache')
    expect(paths.filter((path) => path.endsWith('.css'))).toHaveLength(1)
    expect(paths.filter((path) => /^GET \/(cart)?$/.test(path))).toEqual(['GET /', 'GET /cart'])
  })

  test('what a test recorded before it stopped by itself', async () => {
    expect(await pathsOf(done, 'a recording stopped by the test')).toEqual([
      'GET /api/products?q=stopped',
    ])
  })

  test('fixtures of merged tests', async () => {
    const expected = ['POST /api/session', 'GET /api/me']
    expect(await pathsOf(done, 'merged, mine first')).toEqual(expected)
    expect(await pathsOf(done, 'merged, mine last')).toEqual(expected)
  })

  test('the session has the name of the titles, or what a function says', () => {
    expect(markersOf(done, 'named by titles').map(({ name }) => name)).toEqual([
      'shop › named by titles',
    ])
    expect(markersOf(done, 'named by a function').map(({ name }) => name)).toEqual([
      'names.spec.ts / function / named by a function',
    ])
    expect(harNames(done, 'named by titles')).toEqual(['shop-named-by-titles.har'])
  })

  test('nothing with session: false, and using traffic then says so', () => {
    expect(done.results('not captured')[0]?.attachments).toEqual([])
    const [used] = done.results('not captured, but used')
    expect(used?.status).toBe('failed')
    expect(used?.error?.message).toMatch(/This test has session: false.*INVALID_ARGUMENT/)
  })

  test('a HAR that cannot be written is told, and fails no test', () => {
    const [result] = done.results('no place for the HAR')
    expect(result?.annotations).toEqual([
      expect.objectContaining({
        type: 'hartifact',
        description: expect.stringContaining('EXPORT_FAILED'),
      }),
    ])
  })

  test('hooks have sessions of their own; what they opened follows the running test', async () => {
    expect(harNames(done, 'shared 1').toSorted()).toEqual(['shared-1-hook.har', 'shared-1.har'])
    expect(harNames(done, 'shared 2').toSorted()).toEqual(['shared-2-hook.har', 'shared-2.har'])
    const before = await pathsOf(done, 'shared 1', 'shared-1-hook.har')
    expect(before).toContain('GET /api/products?q=before-all')
    expect(before).toContain('GET /cart?from=before-all')
    for (const n of ['1', '2']) {
      const paths = await pathsOf(done, `shared ${n}`, `shared-${n}.har`)
      const told = paths.filter((path) => path.includes('?'))
      expect(told).toEqual([`GET /cart?from=shared-${n}`, `GET /api/products?q=shared-${n}`])
    }
    const after = await pathsOf(done, 'shared 2', 'shared-2-hook.har')
    expect(after).toEqual(['GET /api/products?q=after-all'])
  })

  test('the store tells which test each session belongs to', async () => {
    const session = await sessionOf(done, 'named by titles')
    expect(session.info).toMatchObject({
      state: 'closed',
      test: {
        runner: 'playwright',
        file: 'names.spec.ts',
        titlePath: ['shop', 'named by titles'],
        retry: 0,
        status: 'passed',
      },
    })
    expect(session.info.test?.testId).toBe(specId(done, 'named by titles'))
  })

  test('the default session store is beside the configuration', () => {
    const [marker] = markersOf(done, 'a page')
    expect(marker?.store).toBe(`${done.folder}/.hartifact`)
  })

  test('its HAR serves the page again when the server is gone', async () => {
    const [har] = attachedHars(done, 'a page that will be closed')
    const [first] = (await readHar(har ?? '')).log.entries
    const offline = await run(
      {
        'offline.spec.ts': `${head}
test.use({ session: false })
test('offline', async ({ page }) => {
  await page.routeFromHAR(process.env.HAR)
  await page.goto(process.env.URL)
  await expect(page.getByTestId('product-card')).toHaveCount(6)
  await expect(page.getByTestId('cart-count')).toHaveText('0')
})`,
      },
      { env: { HAR: har ?? '', URL: first?.request.url ?? '' } },
    )
    expect(offline.results('offline')[0]?.errors).toEqual([])
    expect(offline.exitCode).toBe(0)
  })
})

describe('when the HAR is kept, and what survives', () => {
  let done: InlineRun
  beforeAll(async () => {
    done = await run(
      {
        'modes.spec.ts': `${head}
const get = (request, q) => request.get(shop + '/api/products?q=' + q)
test.describe(() => {
  test.use({ har: 'retain-on-failure' })
  test('kept on failure', async ({ request }) => { await get(request, 'failing'); expect(1).toBe(2) })
  test('dropped on success', async ({ request }) => { await get(request, 'passing') })
  test('in the way', async ({ request }, testInfo) => {
    const { writeFileSync } = await import('node:fs')
    writeFileSync(testInfo.outputPath('in-the-way.har'), 'mine')
    expect(1).toBe(2)
  })
})
test.describe(() => {
  test.use({ har: 'on-first-retry' })
  test('kept on the first retry', async ({ request }, { retry }) => {
    await get(request, 'retry-' + retry)
    expect(retry).toBe(2)
  })
})
test.describe(() => {
  test.use({ har: 'off' })
  test('never kept', async ({ request }) => { await get(request, 'off') })
})
test.describe(() => {
  test.use({ har: { mode: 'on', filter: { url: '**/api/products?q=two' } } })
  test('filtered', async ({ request }) => { await get(request, 'one'); await get(request, 'two') })
})
test('flaky', async ({ request }, { retry }) => {
  await get(request, 'attempt-' + retry)
  expect(retry).toBe(1)
})`,
        'killed.spec.ts': `${head}
test('killed', async ({ request, traffic }) => {
  await request.get(shop + '/api/products?q=killed')
  await traffic.settled()
  process.kill(process.pid, 'SIGKILL')
})`,
        'displaced.spec.ts': `${head}
test.use({ proxy: { server: 'http://127.0.0.1:9' } })
test('displaced', async ({ page }) => {})
test.describe(() => {
  test.use({ session: false })
  test('own proxy without capture', async ({ proxy }) => {
    expect(proxy).toEqual({ server: 'http://127.0.0.1:9' })
  })
})`,
        'wrong.spec.ts': `${head}
test.describe(() => {
  test.use({ har: 'always' })
  test('wrong mode', async () => {})
})
test.describe(() => {
  test.use({ session: true })
  test('wrong session', async () => {})
})
test.describe(() => {
  test.use({ har: { mode: 'on', filter: { url: () => false } } })
  test('wrong filter', async () => {})
})`,
      },
      { workers: 2, retries: 2 },
    )
  })

  test('retain-on-failure keeps that of the failed test alone', async () => {
    expect(harNames(done, 'kept on failure')).toEqual(Array(3).fill('kept-on-failure.har'))
    expect(await pathsOf(done, 'kept on failure')).toEqual(['GET /api/products?q=failing'])
    expect(done.results('dropped on success')[0]?.status).toBe('passed')
    expect(harNames(done, 'dropped on success')).toEqual([])
  })

  test('where a HAR would be is told from the start, and a passing test leaves no folder', () => {
    const [marker] = markersOf(done, 'dropped on success')
    expect(basename(marker?.har ?? '')).toBe('dropped-on-success.har')
    expect(existsSync(dirname(marker?.har ?? ''))).toBe(false)
    const kept = done.results('kept on failure').map((result) => markersIn(result))
    expect(kept.map((markers) => markers.map(({ har }) => har))).toEqual(
      attachedHars(done, 'kept on failure').map((har) => [har]),
    )
  })

  test('a file of the test itself is not overwritten', async () => {
    const [result] = done.results('in the way')
    const [har] = harsOf(result)
    expect(basename(har ?? '')).toBe('in-the-way-2.har')
    expect(markersIn(result).at(-1)?.har).toBe(har)
    expect(await readFile((har ?? '').replace('-2.har', '.har'), 'utf8')).toBe('mine')
  })

  test('on-first-retry keeps that of the first retry alone', () => {
    const kept = done.results('kept on the first retry').map((result) => harsOf(result).length)
    expect(kept).toEqual([0, 1, 0])
  })

  test('off keeps none, but the session', async () => {
    expect(harNames(done, 'never kept')).toEqual([])
    const session = await sessionOf(done, 'never kept')
    expect(await urlsOf(session)).toEqual([`${shop.httpsUrl}/api/products?q=off`])
  })

  test('a filter is for the file, not for the session', async () => {
    expect(await pathsOf(done, 'filtered')).toEqual(['GET /api/products?q=two'])
    expect(await urlsOf(await sessionOf(done, 'filtered'))).toHaveLength(2)
  })

  test('each retry has a session of its own', async () => {
    const results = done.results('flaky')
    expect(results.map(({ status }) => status)).toEqual(['failed', 'passed'])
    const [first, second] = await Promise.all(markersOf(done, 'flaky').map(open))
    expect(first?.id).not.toBe(second?.id)
    expect([first, second].map((session) => session?.info.test)).toMatchObject([
      { retry: 0, status: 'failed' },
      { retry: 1, status: 'passed' },
    ])
    const hars = await Promise.all(attachedHars(done, 'flaky').map(readHar))
    expect(hars.map(pathsIn)).toEqual([
      ['GET /api/products?q=attempt-0'],
      ['GET /api/products?q=attempt-1'],
    ])
  })

  test('a killed worker leaves a valid HAR that says where the traffic is', async () => {
    const [result] = done.results('killed')
    expect(result?.status).toBe('failed')
    const [marker] = markersIn(result)
    const [path] = harsOf(result)
    expect(marker).toMatchObject({ name: 'killed', mode: 'on', har: path })
    const { log } = await readHar(path ?? '')
    expect(log).toMatchObject({
      version: '1.2',
      entries: [],
      comment: expect.stringContaining('did not finish'),
      _hartifact: { placeholder: true, sessionId: marker?.sessionId, store: marker?.store },
    })
    const session = await open(marker as Marker)
    expect(session.info.state).toBe('crashed')
    expect(await urlsOf(session)).toEqual([`${shop.httpsUrl}/api/products?q=killed`])
  })

  test('test.use({ proxy }) fails the test instead of capturing nothing', () => {
    const [displaced] = done.results('displaced')
    expect(displaced?.error?.message).toMatch(
      /playwright\.config\.ts.*session: false.*PROXY_DISPLACED/,
    )
    expect(done.results('own proxy without capture')[0]?.status).toBe('passed')
  })

  test('unknown values are refused with the known ones', () => {
    expect(done.results('wrong mode')[0]?.error?.message).toMatch(
      /"always".*retain-on-failure.*INVALID_ARGUMENT/,
    )
    expect(done.results('wrong session')[0]?.error?.message).toMatch(
      /session cannot be true.*INVALID_ARGUMENT/,
    )
    expect(done.results('wrong filter')[0]?.error?.message).toMatch(
      /no sense as url of a filter.*INVALID_ARGUMENT/,
    )
  })
})

describe('around it', () => {
  test('the configured proxy is behind ours; CommonJS projects work', async () => {
    await using corporate = await startForwardProxy()
    const done = await run(
      {
        'typed.spec.ts': `${head}
test('through two proxies', async ({ page, request }) => {
  await page.goto(shop + '/cart')
  await request.get(shopHttp + '/api/cart')
  await request.get(shop.replace('127.0.0.1', 'localhost') + '/api/products')
})`,
        'plain.spec.js': `const { test, expect } = require('@hartifact/playwright-fixture')
test('required', async ({ request, traffic }) => {
  await request.get(process.env.SHOP + '/api/products?q=required')
  await expect(traffic).toHaveRequest({ url: '**/api/products', status: 200 })
})`,
      },
      {
        type: 'commonjs',
        use: `{
          proxy: { server: process.env.CORPORATE, bypass: 'localhost' },
          hartifact: { store: 'sessions', upstream: { ca: [process.env.SHOP_CA] } },
        }`,
        env: { CORPORATE: corporate.url },
      },
    )
    expect({ code: done.exitCode, errors: done.report.errors }).toEqual({ code: 0, errors: [] })
    const hosts = new Set(corporate.targets)
    expect(hosts).toEqual(new Set([new URL(shop.httpsUrl).host, new URL(shop.httpUrl).host]))
    expect(await pathsOf(done, 'through two proxies')).toEqual(
      expect.arrayContaining(['GET /cart', 'GET /api/cart', 'GET /api/products']),
    )
    expect(await pathsOf(done, 'required')).toEqual(['GET /api/products?q=required'])
    expect(markersOf(done, 'required')[0]?.store).toBe(`${done.folder}/sessions`)
  })

  test('certificates of servers are verified, unless the configuration says otherwise', async () => {
    const files = {
      'a.spec.ts': `${head}
test('asks', async ({ page, request, traffic }) => {
  const answer = await page.goto(shop + '/cart')
  expect(answer.status()).toBe(200)
  await expect(await request.get(shop + '/api/cart')).toBeOK()
  await expect(traffic).toHaveNoFailedRequests()
})`,
    }
    const strict = await run(files, { use: '{}' })
    expect(strict.results('asks')[0]?.status).toBe('failed')
    const { entries } = (await harOf(strict, 'asks')).log
    expect(entries[0]?.response._error).toBeTruthy()
    const lax = await run(files, { use: '{ ignoreHTTPSErrors: true }' })
    expect(lax.results('asks')[0]?.errors).toEqual([])
  })

  test('parallel workers and shards keep their traffic apart', async () => {
    const spec = (name: string): string => `${head}
for (const n of [1, 2, 3, 4]) {
  test('${name} ' + n, async ({ request }) => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => request.get(shop + '/api/products?q=${name}-' + n + '-' + i)))
  })
}`
    const files = { 'a.spec.ts': spec('a'), 'b.spec.ts': spec('b') }
    const done = await run(files, { workers: 2, args: ['--repeat-each=2'] })
    expect(done.exitCode).toBe(0)
    const workers = new Set<number>()
    for (const title of ['a', 'b'].flatMap((name) => [1, 2, 3, 4].map((n) => `${name} ${n}`))) {
      for (const result of done.results(title)) {
        workers.add(result.workerIndex)
        const [har] = harsOf(result)
        const paths = pathsIn(await readHar(har ?? ''))
        const own = `GET /api/products?q=${title.replace(' ', '-')}-`
        expect(paths.toSorted()).toEqual(Array.from({ length: 10 }, (_, i) => `${own}${i}`))
      }
    }
    expect(workers.size).toBeGreaterThan(1)

    const shards = [
      await run(files, { args: ['--shard=1/2'] }),
      await run(files, { args: ['--shard=2/2'] }),
    ]
    const sessions = await Promise.all(
      shards.map(async ({ folder }) => (await openStore(`${folder}/.hartifact`)).list()),
    )
    const shardsOf = sessions.map((list) => list.map(({ info }) => info.test?.shard))
    expect(shardsOf).toEqual(
      [1, 2].map((current) => Array.from({ length: 4 }, () => ({ current, total: 2 }))),
    )
    const ids = sessions.flat().map(({ info }) => info.test?.testId)
    expect(new Set(ids).size).toBe(8)
  })
})

/** Paths of the HARs attached to a result. */
function harsOf(result: JSONReportTestResult | undefined): string[] {
  return (result?.attachments ?? []).flatMap(({ contentType, name, path }) =>
    name.endsWith('.har') && path && contentType === 'application/json' ? [path] : [],
  )
}

function attachedHars(done: InlineRun, title: string): string[] {
  return done.results(title).flatMap(harsOf)
}

function harNames(done: InlineRun, title: string): string[] {
  return attachedHars(done, title).map((path) => basename(path))
}

async function harOf(done: InlineRun, title: string, name?: string): Promise<Har> {
  const hars = attachedHars(done, title)
  return readHar(hars.find((path) => name === undefined || basename(path) === name) ?? '')
}

async function readHar(path: string): Promise<Har> {
  return JSON.parse(await readFile(path, 'utf8')) as Har
}

/** `GET /path?query` of each entry; favicons depend on the browser. */
function pathsIn({ log }: Har): string[] {
  return log.entries
    .map(({ request }) => ({ ...request, url: new URL(request.url) }))
    .filter(({ url }) => url.pathname !== '/favicon.ico')
    .map(({ method, url }) => `${method} ${url.pathname}${url.search}`)
}

async function pathsOf(done: InlineRun, title: string, name?: string): Promise<string[]> {
  return pathsIn(await harOf(done, title, name))
}

function markersIn(result: JSONReportTestResult | undefined): Marker[] {
  return (result?.attachments ?? [])
    .filter(({ name }) => name === markerName)
    .map(({ body = '' }) => JSON.parse(Buffer.from(body, 'base64').toString()) as Marker)
}

function markersOf(done: InlineRun, title: string): Marker[] {
  return done.results(title).flatMap(markersIn)
}

async function open({ sessionId, store }: Marker): Promise<Session> {
  return (await openStore(store)).open(sessionId)
}

async function sessionOf(done: InlineRun, title: string): Promise<Session> {
  const [marker] = markersOf(done, title)
  return open(marker as Marker)
}

async function urlsOf(session: Session): Promise<string[]> {
  const urls: string[] = []
  for await (const { request } of session.entries()) urls.push(request.url)
  return urls
}

function specId({ report }: InlineRun, title: string): string | undefined {
  const specsIn = ({ specs, suites = [] }: JSONReportSuite): JSONReportSpec[] => [
    ...specs,
    ...suites.flatMap(specsIn),
  ]
  return report.suites.flatMap(specsIn).find((spec) => spec.title === title)?.id
}

/** A plain HTTP proxy that notes which hosts it was asked for. */
async function startForwardProxy(): Promise<
  { url: string; targets: readonly string[] } & AsyncDisposable
> {
  const targets: string[] = []
  const server: Server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '')
    targets.push(url.host)
    const outgoing = forward(url, { method: incoming.method, headers: incoming.headers })
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  server.on('connect', ({ url = '' }, client) => {
    targets.push(url)
    const [host, port] = url.split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  // Tunnels are not the server's connections any more.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
