import { certificateAuthority, type Recording } from '@hartifact/core'
import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test'
import { capturedChromium } from './chromium-options.ts'
import { assertNotDisplaced, assertSameUpstream, gaps } from './guard.ts'
import { noTraffic } from './no-traffic.ts'
import {
  harOptions,
  type HartifactTestOptions,
  type HartifactWorkerOptions,
  sessionName,
} from './options.ts'
import { TestCapture } from './test-capture.ts'
import { titlesOf } from './test-info.ts'
import { WorkerCapture } from './worker-capture.ts'

/** What tests get. */
export interface HartifactFixtures {
  /** The recording of this test. With `session: false` any use of it throws. */
  traffic: Recording
}

interface InternalFixtures {
  _testCapture: TestCapture | undefined
  _captureGuard: void
}

interface InternalWorkerFixtures {
  _workerCapture: WorkerCapture
}

/** Playwright's `test`, in which every test is captured into a session of its own. */
export type HartifactTest = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & HartifactTestOptions & HartifactFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & HartifactWorkerOptions
>

/**
 * Playwright's `test`, in which every test is captured into a session of its own. `page`, `context`,
 * `request`, contexts made by hand and hooks are all covered, since only options are changed: their
 * proxy, and whom the browser trusts.
 *
 * @example
 * ```ts
 * import { test, expect } from '@hartifact/playwright-fixture'
 *
 * test.use({ session: 'Login Flow' })
 * test('logs in', async ({ page, traffic }) => {
 *   await page.goto('https://shop.test/login')
 *   await traffic.settled()
 *   expect((await traffic.stats()).requests).toBeGreaterThan(0)
 * })
 * ```
 */
export const test: HartifactTest = base.extend<
  HartifactTestOptions & HartifactFixtures & InternalFixtures,
  HartifactWorkerOptions & InternalWorkerFixtures
>({
  session: [undefined, { option: true }],
  har: ['on', { option: true }],
  hartifact: [{}, { option: true, scope: 'worker' }],

  _workerCapture: [
    async ({ hartifact }, use, workerInfo) => {
      await using capture = new WorkerCapture(hartifact, workerInfo)
      await use(capture)
    },
    { scope: 'worker', timeout: 30_000, title: 'network capture', box: 'self' },
  ],

  _testCapture: [
    async ({ _workerCapture, har, session }, use, testInfo) => {
      const name = sessionName(session, titlesOf(testInfo))
      const options = harOptions(har)
      if (name === false) {
        await use(undefined)
        return
      }
      const proxy = await _workerCapture.start()
      const capture = await TestCapture.begin({ proxy, name, har: options, testInfo })
      await use(capture)
      await capture.finish()
    },
    { timeout: 60_000, title: 'network session', box: 'self' },
  ],

  traffic: [
    async ({ _testCapture }, use) => {
      await use(_testCapture?.recording ?? noTraffic())
    },
    { box: 'self' },
  ],

  // No tuple with `option: true` here and below: then what the configuration says would replace
  // the function, instead of reaching it.
  proxy: async ({ _testCapture, _workerCapture, proxy }, use) => {
    if (!_testCapture) {
      await use(proxy)
      return
    }
    assertSameUpstream(proxy, _workerCapture.configuredProxy)
    // No bypass, since any would also exclude localhost in some browsers.
    await use({ server: _testCapture.proxyUrl })
  },

  launchOptions: async ({ browserName, launchOptions }, use) => {
    // Where there is no authority, the start of the capture says so.
    const authority = browserName === 'chromium' && (await certificateAuthority().catch(() => null))
    await use(authority ? capturedChromium(launchOptions, authority.spki) : launchOptions)
  },

  // Playwright would end TLS itself to show them, and be what our proxy sees.
  clientCertificates: async ({ _testCapture, _workerCapture, clientCertificates }, use) => {
    const configured = JSON.stringify(_workerCapture.clientCertificates)
    const isShown = _testCapture && JSON.stringify(clientCertificates) === configured
    await use(isShown ? undefined : clientCertificates)
  },

  ignoreHTTPSErrors: async (
    { _testCapture, browserName, connectOptions, ignoreHTTPSErrors },
    use,
  ) => {
    // Firefox and WebKit cannot be told whom to trust, nor can a browser that runs elsewhere.
    const cannotTrust = browserName !== 'chromium' || connectOptions !== undefined
    await use(_testCapture && cannotTrust ? true : ignoreHTTPSErrors)
  },

  // `auto: true` runs for tests but not for beforeAll and afterAll: that tells one from the other.
  _captureGuard: [
    async (
      { _testCapture, _workerCapture, browserName, clientCertificates, ignoreHTTPSErrors, proxy },
      use,
      testInfo,
    ) => {
      if (_testCapture) {
        assertNotDisplaced(proxy, _testCapture.proxyUrl)
        const found = gaps({
          environment: process.env,
          ignoreHTTPSErrors: browserName === 'chromium' && ignoreHTTPSErrors,
          insecure: _workerCapture.insecure,
          clientCertificates: (clientCertificates?.length ?? 0) > 0,
        })
        for (const description of found)
          testInfo.annotations.push({ type: 'hartifact', description })
        await _testCapture.beginTest()
      }
      await use()
    },
    { auto: true, title: 'network session', box: 'self' },
  ],
})
