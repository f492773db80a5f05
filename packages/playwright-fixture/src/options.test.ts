import { isHartifactError } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { captureOptions, harOptions, sessionName } from './options.ts'

describe('session', () => {
  test('undefined takes the titles', () => {
    expect(sessionName(undefined, ['shop', 'logs in'])).toBe('shop › logs in')
  })
  test('titles that are too long for a name are cut', () => {
    expect(sessionName(undefined, ['x'.repeat(600)])).toHaveLength(500)
  })
  test('a name stays as it is', () => {
    expect(sessionName('Login Flow', ['logs in'])).toBe('Login Flow')
  })
  test('false is off', () => {
    expect(sessionName(false, ['logs in'])).toBe(false)
  })
  test.each([true, '', '   ', 7, null, 'x'.repeat(501)])('%j is refused', (value) => {
    expect(() => sessionName(value, ['logs in'])).toThrow(
      /option session cannot be .*INVALID_ARGUMENT/,
    )
  })
})

describe('har', () => {
  test('a word is a mode', () => {
    expect(harOptions('retain-on-failure')).toEqual({ mode: 'retain-on-failure' })
  })
  test('an object may filter', () => {
    const options = { mode: 'on', filter: { method: 'POST' } }
    expect(harOptions(options)).toEqual(options)
  })
  test.each(['always', { mode: 'yes' }, { mode: 'on', when: 1 }, {}, null, true])(
    '%j is refused',
    (value) => {
      expect(codeOf(() => harOptions(value))).toBe('INVALID_ARGUMENT')
    },
  )
})

describe('hartifact', () => {
  test('takes the options of the proxy', () => {
    const options = { store: 'sessions', upstream: { insecure: true }, redact: 'strict' }
    expect(captureOptions(options)).toEqual(options)
  })
  test.each([{ port: 1 }, { Store: 'x' }, 'x', null, []])('%j is refused', (value) => {
    expect(codeOf(() => captureOptions(value))).toBe('INVALID_ARGUMENT')
  })
})

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return isHartifactError(error) ? error.code : undefined
  }
  return undefined
}
