import { expect, test } from 'vitest'
import { coloursFor } from './colours.ts'

const red = '\u001B[31mtext\u001B[39m'

test.each([
  [true, {}, red],
  [false, {}, 'text'],
  [true, { NO_COLOR: '1' }, 'text'],
  [true, { NO_COLOR: '' }, red],
  [false, { FORCE_COLOR: '1' }, red],
  [true, { FORCE_COLOR: '0' }, 'text'],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, 'text'],
])('terminal %s, environment %j', (isTTY, environment, text) => {
  expect(coloursFor(isTTY, environment).red('text')).toBe(text)
})
