import { beforeAll, describe, expect, it } from 'vitest'
import { makeSelfSigned, pkcs12 } from './certificates.contract.ts'
import { checkClientCertificates, findClientCertificate } from './client-certificates.ts'
import { checkAuthorities } from './trust.ts'

describe('client certificates', () => {
  let own: Awaited<ReturnType<typeof makeSelfSigned>>
  let other: Awaited<ReturnType<typeof makeSelfSigned>>
  const origin = 'https://shop.test'
  beforeAll(async () => {
    own = await makeSelfSigned('client')
    other = await makeSelfSigned('other')
  })

  it('may be PEM, PEM with a passphrase, or PKCS #12', () => {
    expect(() =>
      checkClientCertificates([
        { origin, cert: own.cert, key: own.key },
        {
          origin: 'https://a.test:8443',
          cert: own.cert,
          key: own.encryptedKey('open'),
          passphrase: 'open',
        },
        { origin: 'https://[::1]:8443', pfx: new Uint8Array(pkcs12.pfx), passphrase: 'open' },
      ]),
    ).not.toThrow()
  })

  it.each([
    [
      'an http origin',
      () => ({ origin: 'http://shop.test' }),
      "'http://shop.test' is not an origin",
    ],
    ['a path', () => ({ origin: `${origin}/api` }), 'is not an origin'],
    ['no origin', () => ({ origin: 'shop.test' }), 'is not an origin'],
    ['no key', () => ({ origin, key: undefined }), 'not complete'],
    ['no certificate', () => ({ origin, cert: undefined }), 'not complete'],
    ['both forms', () => ({ origin, pfx: pkcs12.pfx }), 'given twice'],
    ['a key of another one', () => ({ origin, key: other.key }), 'do not belong together'],
    ['text that is not PEM', () => ({ origin, cert: 'nonsense' }), 'it is not PEM'],
    [
      'a wrong passphrase',
      () => ({ origin, key: own.encryptedKey('open'), passphrase: 'wrong' }),
      'the passphrase is wrong or missing',
    ],
    [
      'a missing passphrase',
      () => ({ origin, key: own.encryptedKey('open') }),
      'the passphrase is wrong or missing',
    ],
    [
      'a wrong passphrase of PKCS #12',
      () => ({ origin, cert: undefined, key: undefined, pfx: pkcs12.pfx, passphrase: 'wrong' }),
      'the passphrase is wrong or missing',
    ],
    [
      'bytes that are not PKCS #12',
      () => ({ origin, cert: undefined, key: undefined, pfx: Buffer.from('nonsense') }),
      'https://shop.test cannot be used',
    ],
  ])('are refused with %s', (_name, change, message) => {
    const certificate = { cert: own.cert, key: own.key, ...change() } as never
    const check = (): void => checkClientCertificates([certificate])
    expect(check).toThrow(message)
    expect(check).toThrow('[INVALID_ARGUMENT]')
  })

  it.each([
    ['https://shop.test', ['shop.test'], 443, true],
    ['https://Shop.Test:443', ['shop.test'], 443, true],
    ['https://shop.test', ['10.0.0.1', 'shop.test'], 443, true],
    ['https://shop.test:8443', ['shop.test'], 8443, true],
    ['https://shop.test', ['shop.test'], 8443, false],
    ['https://shop.test', ['a.shop.test'], 443, false],
    ['https://[::1]:8443', ['::1'], 8443, true],
  ])('for %s on %j port %i: %s', (itsOrigin, names, port, expected) => {
    const certificate = { origin: itsOrigin }
    const found = findClientCertificate([{ origin: 'https://x.test' }, certificate], names, port)
    expect(found).toBe(expected ? certificate : undefined)
  })
})

describe('trusted authorities', () => {
  it('may be several in one text', async () => {
    const [one, other] = [await makeSelfSigned('one'), await makeSelfSigned('other')]
    expect(() => checkAuthorities([`# one\n${one.cert}\n# other\n${other.cert}`])).not.toThrow()
  })

  it.each([
    ['nonsense', 'is not a certificate'],
    ['', 'is not a certificate'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'cannot be read'],
  ])('cannot be %j', (text, message) => {
    expect(() => checkAuthorities([text])).toThrow(message)
    expect(() => checkAuthorities([text])).toThrow('[INVALID_ARGUMENT]')
  })
})
