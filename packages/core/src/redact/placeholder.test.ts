import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeal } from './placeholder.ts'

const key = new Uint8Array(32).fill(7)
const seal = createSeal(key)
const hmac = (text: string): string =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 12)

describe('a placeholder', () => {
  it('is the beginning of the keyed hash', () => {
    expect(seal('hunter2')).toBe(`redacted-${hmac('hunter2')}`)
  })

  it('depends on the key', () => {
    const other = createSeal(new Uint8Array(32).fill(8))
    expect(other('hunter2')).not.toBe(seal('hunter2'))
  })

  it('does not change when the caller overwrites the key', () => {
    const own = Uint8Array.from(key)
    const sealed = createSeal(own)
    own.fill(0)
    expect(sealed('hunter2')).toBe(seal('hunter2'))
  })

  it.each([
    ['percent-encoding', 'a%2Fb%3D', 'a/b='],
    ['two layers of it', 'a%252Fb%253D', 'a/b='],
    ['lower-case escapes', 'a%2fb%3d', 'a/b='],
    ['encoded quotes', '%22abc%22', 'abc'],
    ['escapes that are not UTF-8 beside ones that are', 'caf%E9%3D', 'caf%E9='],
    ['a percent sign alone', '100%', '100%'],
    ['plus is not a space', 'a+b', 'a+b'],
    ['a quote at one side', '"abc', '"abc'],
  ])('hashes the bare secret: %s', (_, secret, bare) => {
    expect(seal(secret)).toBe(`redacted-${hmac(bare)}`)
  })

  it.each([
    ['quotes', '"abc"', `"redacted-${hmac('abc')}"`],
    ['white space', ' \tabc ', ` \tredacted-${hmac('abc')} `],
    ['both', ' "abc"', ` "redacted-${hmac('abc')}"`],
  ])('keeps %s around it', (_, secret, expected) => {
    expect(seal(secret)).toBe(expected)
  })

  it.each(['', ' ', '""', '" "', '%20', 'redacted-0123456789ab', '"redacted-0123456789ab"'])(
    'leaves %j alone',
    (value) => {
      expect(seal(value)).toBe(value)
    },
  )

  it('is the same for a secret and its percent-encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (secret) => {
        fc.pre(secret.trim() !== '' && !/^[\s"]*$/.test(secret))
        const sealed = /redacted-\w{12}/
        expect(sealed.exec(seal(encodeURIComponent(secret)))?.[0]).toBe(
          sealed.exec(seal(secret))?.[0],
        )
      }),
    )
  })

  it('is the same after thousands of others', () => {
    const first = seal('first')
    for (let index = 0; index < 5000; index++) seal(`other ${index}`)
    expect(seal('first')).toBe(first)
  })
})
