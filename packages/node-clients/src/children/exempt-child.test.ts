import { expect, test } from 'vitest'
import { isRoutedAlready, reasonToExempt } from './exempt-child.ts'

test.each([
  'google-chrome',
  'google-chrome-stable',
  '/opt/google/chrome/chrome',
  'chromium',
  'chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  'chrome-headless-shell',
  'headless_shell',
  'chromedriver',
  'geckodriver',
  'firefox',
  'microsoft-edge',
  'msedge.exe',
  'electron',
])('%s is a browser', (program) => {
  expect(reasonToExempt({ program, environment: {} }, {})).toContain('browser')
})

test.each(['node', 'curl', '/usr/bin/git', 'chromatic', 'operator', '/opt/chrome/bin/node'])(
  '%s is none',
  (program) => {
    expect(reasonToExempt({ program, environment: {} }, {})).toBeUndefined()
  },
)

test.each([
  [{ HTTPS_PROXY: 'http://own' }, {}, 'HTTPS_PROXY'],
  [{ http_proxy: 'http://own' }, { http_proxy: 'http://corp' }, 'http_proxy'],
  [{ all_proxy: 'socks5://own' }, {}, 'all_proxy'],
  [{ HTTPS_PROXY: 'http://corp' }, { HTTPS_PROXY: 'http://corp' }, undefined],
  [{ HTTPS_PROXY: '' }, { HTTPS_PROXY: 'http://corp' }, undefined],
  [{ NO_PROXY: '*' }, {}, undefined],
])('%j in a process with %j: %s', (environment, inherited, expected) => {
  const reason = reasonToExempt({ program: 'curl', environment }, inherited)
  if (expected === undefined) expect(reason).toBeUndefined()
  else expect(reason).toContain(`(${expected})`)
})

test.each([
  [{}, {}, false],
  [{ HARTIFACT_PROXY: 'a' }, {}, true],
  [{ HARTIFACT_PROXY: 'a' }, { HARTIFACT_PROXY: 'b' }, true],
  [{ HARTIFACT_PROXY: 'a' }, { HARTIFACT_PROXY: 'a' }, false],
])('%j in a process with %j was made for a session: %s', (environment, inherited, expected) => {
  expect(isRoutedAlready({ environment }, inherited)).toBe(expected)
})
