// The same Playwright suite of 30 tests three times, in turns: plain, with Playwright's own recordHar
// for each test, and with Hartifact. Prints medians and ratios of whole-process times.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { startShop } from '@hartifact/example-shop'
import { chromiumLaunchOptions } from '../scripts/chromium.mjs'
import { installed, root } from '../scripts/run.mjs'

const tests = 30
const rounds = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 5)
/** Playwright's own default, half of the cores, unless `--workers=N` says otherwise. */
const workers = process.argv.find((argument) => /^--workers=\d+$/.test(argument))
const folder = join(root, 'node_modules', '.cache', 'hartifact-bench')

const imports = {
  plain: `import { test, expect } from '@playwright/test'`,
  recordHar: `import { test as base, expect } from '@playwright/test'
const test = base.extend({
  context: async ({ browser, contextOptions, ignoreHTTPSErrors }, use, info) => {
    const context = await browser.newContext({ ...contextOptions, ignoreHTTPSErrors, recordHar: { path: info.outputPath('test.har') } })
    await use(context)
    await context.close()
  },
  page: async ({ context }, use) => use(await context.newPage()),
})`,
  hartifact: `import { test, expect } from '@hartifact/playwright-fixture'`,
}

/** What each test does: a customer looks for a product, logs in and buys it. */
const body = (number) => `
test('shop ${number}', async ({ page }) => {
  await page.goto(url + '/')
  await page.getByTestId('search').fill('tea')
  await page.getByTestId('search-submit').click()
  await expect(page.getByTestId('search-total')).toBeVisible()
  await page.goto(url + '/products/${(number % 5) + 1}')
  await expect(page.getByTestId('product-image')).toBeVisible()
  await page.getByTestId('add-to-cart').click()
  await expect(page.getByTestId('cart-count')).toHaveText('1')
  await page.goto(url + '/login?next=/checkout')
  await page.getByTestId('email').fill('ada@example.test')
  await page.getByTestId('password').fill('correct horse')
  await page.getByTestId('login-submit').click()
  await expect(page.getByTestId('checkout-total')).toBeVisible()
  await page.getByTestId('place-order').click()
  await expect(page.getByTestId('order-total')).toBeVisible()
  await page.goto(url + '/account')
  await expect(page.getByTestId('order').first()).toBeVisible()
})`

const shop = await startShop()
await rm(folder, { recursive: true, force: true })
const results = { plain: [], recordHar: [], hartifact: [] }
for (const mode of Object.keys(imports)) await prepare(mode)
for (let round = -1; round < rounds; round++) {
  for (const mode of Object.keys(results)) {
    const run = await measure(mode)
    // The first round warms caches.
    if (round >= 0) results[mode].push(run)
  }
}

const median = (values) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
const ratio = (mode, other, figure) =>
  median(results[mode].map((run, index) => run[figure] / results[other][index][figure])).toFixed(3)
const report = {
  machine: `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  tests,
  rounds,
  ...Object.fromEntries(
    Object.entries(results).map(([mode, runs]) => [
      mode,
      {
        wallSeconds: median(runs.map(({ wall }) => wall)),
        testMilliseconds: median(runs.map(({ inTests }) => inTests)),
      },
    ]),
  ),
  ratios: {
    'hartifact / plain': ratio('hartifact', 'plain', 'wall'),
    'recordHar / plain': ratio('recordHar', 'plain', 'wall'),
    'hartifact / recordHar': ratio('hartifact', 'recordHar', 'wall'),
  },
}
console.log(JSON.stringify(report, null, 2))
await shop.close()

async function prepare(mode) {
  const target = join(folder, mode)
  await mkdir(target, { recursive: true })
  await writeFile(
    join(target, 'playwright.config.mjs'),
    `import { defineConfig } from '@playwright/test'
export default defineConfig({
  testDir: '.', outputDir: './test-results', fullyParallel: true, reporter: [['json', { outputFile: 'report.json' }]],
  use: {
    ignoreHTTPSErrors: ${mode !== 'hartifact'},
    launchOptions: ${JSON.stringify(chromiumLaunchOptions())},
    ${mode === 'hartifact' ? `hartifact: { upstream: { ca: [process.env.SHOP_CA] } },` : ''}
  },
})\n`,
  )
  const cases = Array.from({ length: tests }, (_, number) => body(number)).join('\n')
  await writeFile(
    join(target, 'suite.spec.mjs'),
    `${imports[mode]}\nconst url = process.env.SHOP_URL\n${cases}\n`,
  )
}

async function measure(mode) {
  const cwd = join(folder, mode)
  await rm(join(cwd, '.hartifact'), { recursive: true, force: true })
  const began = performance.now()
  const child = spawn(
    installed('@playwright/test', 'playwright')[0],
    [
      ...installed('@playwright/test', 'playwright').slice(1),
      'test',
      ...(workers ? [workers] : []),
    ],
    {
      cwd,
      env: { ...process.env, SHOP_URL: shop.httpsUrl, SHOP_CA: shop.caPath },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const [code] = await once(child, 'exit')
  const wall = (performance.now() - began) / 1000
  if (code !== 0) throw new Error(`The ${mode} suite failed with exit code ${code}`)
  const { stats } = JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'))
  if (mode !== 'plain') {
    const files = (await readdir(join(cwd, 'test-results'), { recursive: true })).filter((name) =>
      name.endsWith('.har'),
    )
    if (files.length !== tests)
      throw new Error(`${mode} wrote ${files.length} HARs for ${tests} tests`)
  }
  return { wall, inTests: stats.duration }
}
