import { expect, test } from 'vitest'
import { capturedChromium } from './chromium-options.ts'

const trusted = '--ignore-certificate-errors-spki-list='
const autofill = '--autofill-server-url='

test('other options and arguments are kept', () => {
  const options = { headless: false, args: ['--no-sandbox'] }
  expect(capturedChromium(options, 'abc=')).toEqual({
    headless: false,
    args: ['--no-sandbox', `${autofill}about:blank`, `${trusted}abc=`],
  })
})

test('keys that the user trusts share one flag with ours', () => {
  const { args } = capturedChromium({ args: [`${trusted}user=`, '--mute-audio'] }, 'abc=')
  expect(args).toEqual(['--mute-audio', `${autofill}about:blank`, `${trusted}user=,abc=`])
})

test('an autofill server of the user stays', () => {
  const { args } = capturedChromium({ args: [`${autofill}http://127.0.0.1:1`] }, 'abc=')
  expect(args).toEqual([`${autofill}http://127.0.0.1:1`, `${trusted}abc=`])
})
