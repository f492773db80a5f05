import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['Login Flwo', ['Checkout', 'Login Flow', 'Logout'], ['Login Flow']],
  ['login flow', ['Login Flow', 'Login Flow 2'], ['Login Flow', 'Login Flow 2']],
  ['zzz', ['Checkout'], []],
  ['a', [], []],
])('%s', (wanted, names, expected) => {
  expect(nearest(wanted, names)).toEqual(expected)
})
