import type { ProxyOptions } from '@hartifact/core'
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test'

/** A proxy in Playwright's words. */
export type PlaywrightProxy = NonNullable<PlaywrightTestOptions['proxy']>

/** What `use` of a project can say about the way to the servers. */
export type NetworkUse = Partial<
  Pick<
    PlaywrightTestOptions,
    'clientCertificates' | 'contextOptions' | 'ignoreHTTPSErrors' | 'proxy'
  > &
    Pick<PlaywrightWorkerOptions, 'launchOptions'>
>

type Upstream = NonNullable<ProxyOptions['upstream']>

/** The proxy of the configuration, in the order in which Playwright itself would look. */
export function configuredProxy({
  contextOptions,
  launchOptions,
  proxy,
}: NetworkUse): PlaywrightProxy | undefined {
  return proxy ?? contextOptions?.proxy ?? launchOptions?.proxy
}

/**
 * How our proxy reaches the servers: as the browser would have done by itself, unless `explicit`
 * says otherwise.
 */
export function upstreamOf(use: NetworkUse, explicit: Upstream = {}): Upstream {
  const proxy = configuredProxy(use)
  const { clientCertificates } = use
  const insecure = use.ignoreHTTPSErrors ?? use.contextOptions?.ignoreHTTPSErrors ?? false
  return {
    ...(proxy && { proxy: proxyUrl(proxy), noProxy: noProxyOf(proxy) }),
    ...(insecure && { insecure: true }),
    ...(clientCertificates?.length && { clientCertificates }),
    ...explicit,
  }
}

function proxyUrl({ password = '', server, username }: PlaywrightProxy): string {
  const url = server.includes('://') ? server : `http://${server}`
  if (!username) return url
  const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`
  return url.replace('://', `://${credentials}@`)
}

/** Chromium's rules in angle brackets have no host to compare with. */
function noProxyOf({ bypass = '' }: PlaywrightProxy): string[] {
  return bypass
    .split(',')
    .map((rule) => rule.trim())
    .flatMap((rule) => (rule === '<loopback>' ? ['localhost', '127.0.0.1', '::1'] : [rule]))
    .filter((rule) => rule !== '' && !rule.startsWith('<'))
}
