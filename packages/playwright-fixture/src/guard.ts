import { HartifactError } from '@hartifact/core'
import type { PlaywrightProxy } from './upstream.ts'

/**
 * Fails a test whose traffic would not be seen, rather than let it end with an empty session.
 *
 * @param proxy - what the test's contexts are really told to use
 * @param captureUrl - what they ought to use
 * @throws HartifactError `PROXY_DISPLACED`
 */
export function assertNotDisplaced(proxy: PlaywrightProxy | undefined, captureUrl: string): void {
  if (proxy?.server === captureUrl) return
  throw displaced('test.use({ proxy }) replaced the capture proxy, so nothing would be captured.')
}

/**
 * The same for a proxy that ours replaces without knowing the way to it, since it is not in the
 * configuration.
 *
 * @throws HartifactError `PROXY_DISPLACED`
 */
export function assertSameUpstream(
  wanted: PlaywrightProxy | undefined,
  configured: PlaywrightProxy | undefined,
): void {
  if (wanted === undefined || wanted.server === configured?.server) return
  throw displaced('This test has a proxy of its own, which the capture proxy would replace.')
}

function displaced(what: string): HartifactError {
  return new HartifactError('PROXY_DISPLACED', what, {
    fix: 'Set the proxy in playwright.config.ts, under use: traffic then passes through both. Or capture nothing here: test.use({ session: false }).',
  })
}

/** What {@link gaps} looks at. */
export interface GapSigns {
  readonly environment: NodeJS.ProcessEnv
  readonly ignoreHTTPSErrors: boolean
  /** Whether the capture proxy accepts any certificate. */
  readonly insecure: boolean
  readonly clientCertificates: boolean
}

/** Known reasons why a test behaves differently or is not seen completely, as full sentences. */
export function gaps({
  clientCertificates,
  environment,
  ignoreHTTPSErrors,
  insecure,
}: GapSigns): string[] {
  const found: string[] = []
  if (environment['PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK']) {
    found.push(
      'PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK is set, so Chromium does not send requests to localhost through the capture proxy. Unset it to see them.',
    )
  }
  if (ignoreHTTPSErrors && !insecure) {
    found.push(
      'ignoreHTTPSErrors from test.use() does not reach the capture proxy, which verifies certificates. Set it in playwright.config.ts, or use the option hartifact: { upstream: { insecure } }.',
    )
  }
  if (clientCertificates) {
    found.push(
      'Client certificates from test.use() do not reach the capture proxy. Set them in playwright.config.ts, or use session: false for tests that need others.',
    )
  }
  return found
}
