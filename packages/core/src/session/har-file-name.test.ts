import { expect, test } from 'vitest'
import { harFileName } from './har-file-name.ts'

test.each([
  ['Login Flow', 'login-flow'],
  ['shop › logs in (hook)', 'shop-logs-in-hook'],
  ['../../etc/passwd', 'etc-passwd'],
  ['Größe: 漢字 ок', 'größe-漢字-ок'],
  ['?!', 'session'],
  ['_x', 'x'],
  ['a'.repeat(100), 'a'.repeat(60)],
  [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
])('%s becomes %s.har', (name, stem) => {
  expect(harFileName(name)).toBe(`${stem}.har`)
})
