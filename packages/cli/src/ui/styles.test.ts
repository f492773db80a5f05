import { expect, test } from 'vitest'
import { colourStyle, outcomeStyle, stylesFor } from './styles.ts'

const coloured = '\u001B[31mx\u001B[39m'

test.each([
  [true, {}, coloured],
  [false, {}, 'x'],
  [true, { NO_COLOR: '1' }, 'x'],
  [true, { NO_COLOR: '' }, coloured],
  [false, { FORCE_COLOR: '1' }, coloured],
  [true, { FORCE_COLOR: '0' }, 'x'],
  [true, { TERM: 'dumb' }, 'x'],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, 'x'],
])('terminal: %s, %o', (isTerminal, environment, expected) => {
  expect(stylesFor(isTerminal, environment).red('x')).toBe(expected)
})

test('outcomes and colours have their styles', () => {
  const styles = stylesFor(true, {})
  expect(outcomeStyle(styles, 200, false)('200')).toBe(styles.green('200'))
  expect(outcomeStyle(styles, 200, true)('200')).toBe(styles.red('200'))
  expect(outcomeStyle(styles, 404, false)('404')).toBe(styles.yellow('404'))
  expect(outcomeStyle(styles, undefined, false)('-')).toBe(styles.red('-'))
  expect(colourStyle(styles, 'purple')('x')).toBe(styles.purple('x'))
  expect(colourStyle(styles, 'constructor')('x')).toBe('x')
  expect(colourStyle(styles, undefined)('x')).toBe('x')
})
