import { expect, test } from 'vitest'
import { bar, sparkline } from './chart.ts'

test('a sparkline has one character for each value', () => {
  expect(sparkline([0, 1, 4, 8])).toBe(' ▂▅█')
  expect(sparkline([])).toBe('')
  expect(sparkline([0, 0])).toBe('  ')
})

test('a bar has the length of its share', () => {
  expect(bar(1, 4)).toBe('████')
  expect(bar(0.5, 3)).toBe('█▌')
  expect(bar(0.0001, 4)).toBe('▏')
  expect(bar(0, 4)).toBe('')
})
