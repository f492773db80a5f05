import { expect, test } from 'vitest'
import { compileHostMap } from './host-map.ts'

test.each([
  [{ 'uat1.*': 'uat2.*' }, 'uat1.shop.test', 'uat2.shop.test'],
  [{ 'uat1.*': 'uat2.*' }, 'uat1.shop.test:8443', 'uat2.shop.test:8443'],
  [{ '*.one.test': '*.two.test' }, 'api.one.test', 'api.two.test'],
  [{ '*.one.*': '*.two.*' }, 'api.one.test', 'api.two.test'],
  [{ 'Old.test': 'New.test' }, 'old.test:81', 'new.test:81'],
  [{ 'localhost:3000': 'localhost:4000' }, 'localhost:3000', 'localhost:4000'],
  [{ 'localhost:3000': 'localhost:4000' }, 'localhost:3001', 'localhost:3001'],
  [{ 'a.test': 'b.test' }, 'xa.test', 'xa.test'],
])('%j makes %s %s', (map, host, mapped) => {
  expect(compileHostMap(map)(host)).toBe(mapped)
})
