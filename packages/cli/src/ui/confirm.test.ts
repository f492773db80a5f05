import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { canAsk, confirm } from './confirm.ts'

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
  ['', false],
])('the answer %j', async (answer, expected) => {
  const input = new PassThrough()
  const output = new PassThrough({ encoding: 'utf8' })
  const asked = confirm('Purge "a\u001B[2J"?', { input, output })
  input.end(answer)
  expect(await asked).toBe(expected)
  expect(output.read()).toBe('Purge "a\\u001b[2J"? [y/N] ')
})

test('nobody can be asked without a terminal', () => {
  expect(canAsk({ input: new PassThrough(), output: new PassThrough() })).toBe(false)
})
