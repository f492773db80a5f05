import { expect, test } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { baselineMode } from './baseline-mode.ts'

const jest = (_updateSnapshot: string) => ({ snapshotState: { _updateSnapshot } })

test.each([
  ['Jest and Vitest, as always', jest('new'), {}, 'missing'],
  ['with -u', jest('all'), {}, 'changed'],
  ['in a CI', jest('none'), {}, 'none'],
  ['told that it is none, in a CI', jest('new'), { CI: 'true' }, 'missing'],
  ['whose state has no such member', { snapshotState: {} }, {}, 'missing'],
  ['Playwright, as always', { updateSnapshots: 'missing' }, {}, 'missing'],
  ['newer, as always', { updateSnapshots: 'default' }, {}, 'missing'],
  ['in a CI', { updateSnapshots: 'missing' }, { CI: '1' }, 'none'],
  ['with -u', { updateSnapshots: 'changed' }, { CI: '1' }, 'changed'],
  ['with -u all', { updateSnapshots: 'all' }, {}, 'changed'],
  ['with -u none', { updateSnapshots: 'none' }, {}, 'none'],
  ['node:test, as always', {}, { CI: 'false' }, 'missing'],
  ['in a CI', {}, { CI: 'true' }, 'none'],
  ['the environment comes first', jest('none'), { HARTIFACT_UPDATE: '1', CI: '1' }, 'changed'],
  ['and may add', {}, { HARTIFACT_UPDATE: 'add' }, 'add'],
  ['or forbid', jest('all'), { HARTIFACT_UPDATE: '0' }, 'none'],
  ['an empty variable is none', {}, { HARTIFACT_UPDATE: '', CI: '' }, 'missing'],
] as const)('%s', (_, context, environment, mode) => {
  expect(baselineMode(context, environment)).toBe(mode)
})

test('another word is refused', () => {
  expect(() => baselineMode({}, { HARTIFACT_UPDATE: 'all please' })).toThrow(
    expect.toSatisfy((error: unknown) => isHartifactError(error, 'INVALID_ARGUMENT')),
  )
})
