import type { LaunchOptions } from '@playwright/test'

const trusted = '--ignore-certificate-errors-spki-list='
const autofillServer = '--autofill-server-url='

/**
 * Launch options that make Chromium accept certificates of the authority with this public key.
 * Unlike `ignoreHTTPSErrors`, that leaves service workers and the HTTP cache working.
 *
 * They also stop it from asking Google about every form, as Chrome and Debian's Chromium do: these
 * requests are no part of a test, and would be in its session.
 *
 * @param spki - Base64 SHA-256 of the authority's public key
 */
export function capturedChromium(options: LaunchOptions, spki: string): LaunchOptions {
  const args = options.args ?? []
  // Chromium looks at the last one only, so what the user trusts is kept in the same list.
  const own = args.filter((arg) => arg.startsWith(trusted)).map((arg) => arg.slice(trusted.length))
  const others = args.filter((arg) => !arg.startsWith(trusted))
  const asksSomebody = args.some((arg) => arg.startsWith(autofillServer))
  return {
    ...options,
    args: [
      ...others,
      ...(asksSomebody ? [] : [`${autofillServer}about:blank`]),
      trusted + [...own, spki].join(','),
    ],
  }
}
