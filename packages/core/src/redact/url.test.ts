import { describe, expect, it } from 'vitest'
import { createSeal } from './placeholder.ts'
import { resolveRules } from './rules.ts'
import { redactUrl } from './url.ts'

const seal = createSeal(new Uint8Array(32).fill(7))
const names = resolveRules('default')
const redact = (url: string): string => redactUrl(url, names, seal)
/** Placeholder of the secret between the brackets of an expectation. */
const fill = (expected: string): string =>
  expected.replace(/\[(.*?)\]/g, (_, secret) => seal(secret))

describe('URLs', () => {
  it.each([
    ['one parameter', 'https://h/a?token=x', 'https://h/a?token=[x]'],
    ['among others', 'https://h/a?page=1&token=x&q=2#top', 'https://h/a?page=1&token=[x]&q=2#top'],
    ['each time', '/a?token=x&token=y', '/a?token=[x]&token=[y]'],
    ['case', '/a?Access_Token=x&ACCESSTOKEN=y', '/a?Access_Token=[x]&ACCESSTOKEN=[y]'],
    ['camel and kebab', '/a?accessToken=x&access-token=x', '/a?accessToken=[x]&access-token=[x]'],
    ['an encoded name', '/a?access%5Ftoken=x', '/a?access%5Ftoken=[x]'],
    [
      'a nested name',
      '/a?user[password]=x&a.secret=y&pin[]=z',
      '/a?user[password]=R&a.secret=R&pin[]=R',
    ],
    ['OAuth', '/cb?code=c&state=s&nonce=n', '/cb?code=[c]&state=[s]&nonce=[n]'],
    ['SAML', '/acs?SAMLResponse=a%2Bb&RelayState=r', '/acs?SAMLResponse=[a+b]&RelayState=[r]'],
    ['signed URLs', '/o?X-Amz-Signature=s&X-Amz-Date=d', '/o?X-Amz-Signature=[s]&X-Amz-Date=d'],
    ['signs inside the value', '/a?token=a=b?c;d/e&x=1', '/a?token=[a=b?c;d/e]&x=1'],
    ['old separators', '/a?x=1;token=s', '/a?x=1;token=[s]'],
    ['escaped ampersands', '/a?x=1&amp;token=s', '/a?x=1&amp;token=[s]'],
    [
      'the fragment',
      'https://h/#access_token=x&expires_in=3',
      'https://h/#access_token=[x]&expires_in=3',
    ],
    ['a route in the fragment', '/#/cb?code=x#y', '/#/cb?code=[x#y]'],
    ['a path parameter', '/a;jsessionid=x/b?c=d', '/a;jsessionid=[x]/b?c=d'],
    ['WebSocket', 'wss://h/s?token=x', 'wss://h/s?token=[x]'],
    ['user and password', 'https://u:p@h/a', 'https://[u]:[p]@h/a'],
    ['only a token', 'https://u@h:1/a@b', 'https://[u]@h:1/a@b'],
    ['more @ and : in it', 'https://u:p:q@r@h/', 'https://[u]:[p:q@r]@h/'],
    ['encoded user', '//a%40b:c%3Ad@h/', '//[a@b]:[c:d]@h/'],
    ['three slashes', 'https:///u:p@h/', 'https:///[u]:[p]@h/'],
    ['an address in a path', '/web/https://u:p@h/', '/web/https://[u]:[p]@h/'],
    ['a URL as parameter', '/a?next=/b?code=x&y=1', '/a?next=/b?code=[x]&y=1'],
    [
      'a URL as parameter, encoded',
      '/a?next=https%3A%2F%2Fu%3Ap%40h%2Fb%3Fcode%3Da%2526b%26y%3D1&z=2',
      '/a?next=https%3A%2F%2F[u]%3A[p]%40h%2Fb%3Fcode%3D[a&b]%26y%3D1&z=2',
    ],
    ['encoded twice', '/a?u=%252Fb%253Ftoken%253Dx', '/a?u=%252Fb%253Ftoken%253D[x]'],
    ['encoded but for slashes', '/a?u=/b%3Ftoken%3Dx/y', '/a?u=/b%3Ftoken%3D[x/y]'],
    ['beside escapes that are no UTF-8', '/a?u=caf%E9%3Ftoken%3Dx', '/a?u=caf%25E9%3Ftoken%3D[x]'],
    ['invalid encoding', '/a?token=%zz%', '/a?token=[%zz%]'],
    ['text around a URL', '0; url=https://h/?code=x', '0; url=https://h/?code=[x]'],
  ])('%s', (_, url, expected) => {
    const wanted = expected.includes('=R')
      ? url
          .replace('=x', `=${seal('x')}`)
          .replace('=y', `=${seal('y')}`)
          .replace('=z', `=${seal('z')}`)
      : fill(expected)
    expect(redact(url)).toBe(wanted)
    expect(redact(wanted)).toBe(wanted)
  })

  it.each([
    'https://shop.test/api/products?page=2&q=shoes&id=7&sort=-price',
    'https://shop.test/a?email=a@b.c&x=http://h&y=c@d',
    'https://unpkg.com/@scope/pkg@1.2/x.js',
    '/users/foo%40bar.test?discount=100%25&eq=a%3Db',
    '/a?tokens=3&keyboard=us&statement=1&barcode=9&codec=h264',
    '/a?token=&code',
    'shop.test:443',
    '*',
    '',
  ])('leaves %s alone', (url) => {
    expect(redact(url)).toBe(url)
  })

  it.each(['//', '%25', '%3D', 'a=', '://', '@', '?', ';', '/', '@://'])(
    'finds a secret after %s thirty thousand times',
    (part) => {
      const start = `https://h/?x=${part.repeat(30_000)}`
      expect(redact(`${start}&token=x`).endsWith(`&token=${seal('x')}`)).toBe(true)
    },
  )
})
