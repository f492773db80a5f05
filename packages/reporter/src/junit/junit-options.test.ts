import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { junitFiles, type JunitOptions, junitProblem } from './junit-options.ts'

const rootDir = resolve('/project')

test('paths are relative to the root folder', () => {
  expect(junitFiles({ output: 'out/junit.xml' }, rootDir, {})).toEqual({
    output: resolve('/project/out/junit.xml'),
    base: 'report',
    root: rootDir,
  })
})

test('a file of others is added to in place, or copied', () => {
  const input = resolve('/project/theirs.xml')
  expect(junitFiles({ input: 'theirs.xml' }, rootDir, {})).toMatchObject({ input, output: input })
  const output = resolve('/project/ours.xml')
  const both = { input: 'theirs.xml', output: 'ours.xml' }
  expect(junitFiles(both, rootDir, {})).toMatchObject({ input, output })
})

test('in GitLab the root is that of the repository', () => {
  const environment = { CI_PROJECT_DIR: '/builds/shop' }
  expect(junitFiles({ output: 'a.xml', base: 'root' }, rootDir, environment)?.root).toBe(
    '/builds/shop',
  )
})

test.each([
  [{ output: 'a.xml', bsae: 'root' }, 'the option junit has no bsae'],
  [{ output: 'a.xml', base: 'top' }, 'junit.base is one of report, root, absolute, not "top"'],
  [{}, 'junit needs a path'],
  [{ output: '' }, 'junit needs a path'],
  [{ input: 1, output: 'a.xml' }, 'junit needs a path'],
  ['junit.xml', 'the option junit is an object'],
  [null, 'the option junit is an object'],
])('says what is wrong with %j', (option, text) => {
  expect(junitProblem(option)).toContain(text)
  expect(junitFiles(option as JunitOptions, rootDir, {})).toBeUndefined()
})

test('nothing is wrong with none', () => {
  expect(junitProblem(undefined)).toBeUndefined()
  expect(junitFiles(undefined, rootDir, {})).toBeUndefined()
})
