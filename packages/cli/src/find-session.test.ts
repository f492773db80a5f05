import { expect, test } from 'vitest'
import { shortIds } from './find-session.ts'

const ids = [
  '0197c3f2-41d7-7c0e-b1f2-6f0a9d3e5c11',
  '0197c3f2-41d8-7c0e-b1f2-6f0a9d3e5c12',
  '0197c4a0-0000-7c0e-b1f2-6f0a9d3e5c13',
]

test('ids are cut where all of them differ, to the same length', () => {
  expect(ids.map(shortIds(ids))).toEqual(['0197c3f2-41d7', '0197c3f2-41d8', '0197c4a0-0000'])
  expect(ids.slice(1).map(shortIds(ids.slice(1)))).toEqual(['0197c3f2', '0197c4a0'])
})

test('eight characters at least, and no dash at the end', () => {
  expect(shortIds([])('0197c3f2-41d7-7c0e')).toBe('0197c3f2')
  const close = ['0197c3f2-41d7-7c0e-b1f2-6f0a9d3e5c11', '0197c3f2-51d7-7c0e-b1f2-6f0a9d3e5c11']
  expect(close.map(shortIds(close))).toEqual(['0197c3f2-4', '0197c3f2-5'])
})
