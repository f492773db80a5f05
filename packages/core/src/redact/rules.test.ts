import { describe, expect, it } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { resolveRules } from './rules.ts'

describe('rules', () => {
  it('adds own names to the default ones', () => {
    const names = resolveRules({ headers: ['X-Acme-*', 'Referer'], query: ['inviteCode'] })
    expect(names.treatmentOf('x-acme-anything')).toBe('secret')
    expect(names.treatmentOf('referer')).toBe('secret')
    expect(names.treatmentOf('X-Api-Key')).toBe('secret')
    expect(names.treatmentOf('cookie')).toBe('cookie')
    expect(names.isSecretQuery('invite_code')).toBe(true)
    expect(names.isSecretQuery('token')).toBe(true)
    expect(names.isSecretQuery('page')).toBe(false)
  })

  it('can leave cookies alone', () => {
    const names = resolveRules({ cookies: false })
    expect(names.treatmentOf('cookie')).toBe('none')
    expect(names.treatmentOf('set-cookie')).toBe('none')
    expect(names.treatmentOf('authorization')).toBe('credentials')
  })

  it('takes names and addresses of people too when it is strict', () => {
    const names = resolveRules('strict')
    expect(names.treatmentOf('X-Forwarded-For')).toBe('secret')
    expect(names.isSecretQuery('email')).toBe(true)
    expect(resolveRules('default').isSecretQuery('email')).toBe(false)
  })

  it.each([
    ['stict', "called 'stict'"],
    [null, 'not an object'],
    [{ header: ['a'] }, 'no redaction rule header'],
    [{ headers: 'a' }, 'headers is not a list'],
    [{ query: [1] }, 'query is not a list'],
    [{ query: ['*'] }, 'query is not a list'],
    [{ cookies: 'no' }, 'cookies is neither'],
  ])('refuses %j', (rules, message) => {
    expect(() => resolveRules(rules as never)).toThrow(message)
    try {
      resolveRules(rules as never)
    } catch (error) {
      expect(isHartifactError(error, 'INVALID_ARGUMENT')).toBe(true)
    }
  })
})
