import { describe, expect, it } from 'vitest'
import { redactHeaders } from './headers.ts'
import { createSeal } from './placeholder.ts'
import { resolveRules } from './rules.ts'

const seal = createSeal(new Uint8Array(32).fill(7))
const names = resolveRules('default')
const redact = (name: string, value: string): string =>
  redactHeaders([[name, value]], names, seal)[0]?.[1] ?? ''
const fill = (expected: string): string =>
  expected.replace(/\[(.*?)\]/g, (_, secret) => seal(secret))
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
const random = 'd9428888122b4b3ea2c4f1'

describe('header fields', () => {
  it.each([
    ['Cookie', 'a=1; b="2"; c=3=4; d=', 'a=[1]; b="[2]"; c=[3=4]; d='],
    ['cookie', 'alone', '[alone]'],
    ['Cookie', ';;=;=v; ', ';;=;=[v]; '],
    [
      'Set-Cookie',
      'sid=s%3Aa; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; SameSite=Lax',
      'sid=[s:a]; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; SameSite=Lax',
    ],
    ['set-cookie', 'sid=; Max-Age=0', 'sid=; Max-Age=0'],
    ['set-cookie', 'alone; Secure', '[alone]; Secure'],
    ['set-cookie', 'a="x;y"; Path=/', 'a=["x];[y"]; Path=/'],
    ['set-cookie', 'a=1; Path=/, b=2; Secure', 'a=[1]; Path=/, b=[2]; Secure'],
    ['Authorization', 'Bearer abc', 'Bearer [abc]'],
    ['authorization', 'bearer  "abc"', 'bearer  "[abc]"'],
    ['Proxy-Authorization', 'Basic dTpw', 'Basic [dTpw]'],
    ['Authorization', 'Digest username="u", response="r"', 'Digest [username="u", response="r"]'],
    [
      'Authorization',
      'AWS4-HMAC-SHA256 Credential=a, Signature=b',
      'AWS4-HMAC-SHA256 [Credential=a, Signature=b]',
    ],
    ['Authorization', 'Bearer', 'Bearer'],
    ['Authorization', 'Bearer ', 'Bearer '],
    ['Authorization', 's3cr3t', '[s3cr3t]'],
    ['Authorization', 's3cr3t more', '[s3cr3t more]'],
    ['X-API-Key', 'abc', '[abc]'],
    ['x_api_key', 'abc def', '[abc def]'],
    ['X-Auth-Token', 'Bearer abc', 'Bearer [abc]'],
    ['X-Hub-Signature-256', 'sha256=ab', '[sha256=ab]'],
    ['DPoP', jwt, `[${jwt}]`],
    ['Location', '/cb?code=x&a=1', '/cb?code=[x]&a=1'],
    ['content-location', 'https://u:p@h/', 'https://[u]:[p]@h/'],
    ['Referer', 'https://h/?token=x#y', 'https://h/?token=[x]#y'],
    [
      'Link',
      '</a?token=x>; rel="next", </b?key=y>; rel="prev"',
      '</a?token=[x]>; rel="next", </b?key=[y]>; rel="prev"',
    ],
    ['Refresh', '5; url=/a?token=x', '5; url=/a?token=[x]'],
    [':path', '/a?token=x', '/a?token=[x]'],
    ['Sec-WebSocket-Protocol', 'graphql-ws, bearer.abc', 'graphql-ws, bearer.[abc]'],
    ['Sec-WebSocket-Protocol', 'authorization.bearer.abc', 'authorization.bearer.[abc]'],
    [
      'Sec-WebSocket-Protocol',
      'base64url.bearer.authorization.k8s.io.abc, v4.channel.k8s.io',
      'base64url.bearer.authorization.k8s.io.[abc], v4.channel.k8s.io',
    ],
    ['Sec-WebSocket-Protocol', 'access_token, abc, mqtt', 'access_token, [abc], mqtt'],
    ['Sec-WebSocket-Protocol', `chat,${jwt}`, `chat,[${jwt}]`],
    ['Sec-WebSocket-Protocol', 'header-eyJob3N0IjoiaCJ9', 'header-[eyJob3N0IjoiaCJ9]'],
    ['Sec-WebSocket-Protocol', `v1.${random}`, `v1.[${random}]`],
    ['Sec-WebSocket-Protocol', `${random}.token.abc`, `[${random}].token.[abc]`],
  ])('%s: %s', (name, value, expected) => {
    expect(redact(name, value)).toBe(fill(expected))
    expect(redact(name, fill(expected))).toBe(fill(expected))
  })

  it.each([
    ['WWW-Authenticate', 'Bearer realm="a", error="invalid_token"'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    [
      'Sec-WebSocket-Protocol',
      'graphql-transport-ws, actioncable-v1-json, actioncable-unsupported, v10.stomp, wamp.2.json',
    ],
    ['Origin', 'https://shop.test'],
    ['X-Forwarded-For', '10.0.0.1'],
    ['Content-Type', 'text/html; token=x'],
    ['Host', 'shop.test'],
  ])('leaves %s alone', (name, value) => {
    expect(redact(name, value)).toBe(value)
  })

  it('keeps order, case and repeats, and every field it does not change', () => {
    const headers = [
      ['accept', '*/*'],
      ['COOKIE', 'a=1'],
      ['Cookie', 'b=2'],
      ['X-Odd', ''],
    ] as const
    const redacted = redactHeaders(headers, names, seal)
    expect(redacted.map(([name]) => name)).toEqual(['accept', 'COOKIE', 'Cookie', 'X-Odd'])
    expect(redacted[0]).toBe(headers[0])
    expect(redacted[3]).toBe(headers[3])
  })
})
