import { HartifactError } from '../../../errors.ts'
import { authorityForm, plainHost } from './authority-form.ts'

/** The proxy between us and the servers. */
export interface UpstreamProxy {
  readonly kind: 'http' | 'socks4' | 'socks5'
  /** The proxy itself is spoken to in TLS. */
  readonly secure: boolean
  /** It gets names, not addresses, of servers. */
  readonly resolvesNames: boolean
  readonly host: string
  readonly port: number
  /** `host:port`: what may be shown to people, without credentials. */
  readonly authority: string
  /** Decoded; the empty string when there is none. */
  readonly username: string
  readonly password: string
}

const schemes: Readonly<
  Record<string, Pick<UpstreamProxy, 'kind' | 'secure' | 'resolvesNames' | 'port'>>
> = {
  'http:': { kind: 'http', secure: false, resolvesNames: true, port: 80 },
  'https:': { kind: 'http', secure: true, resolvesNames: true, port: 443 },
  'socks:': { kind: 'socks5', secure: false, resolvesNames: true, port: 1080 },
  'socks4:': { kind: 'socks4', secure: false, resolvesNames: false, port: 1080 },
  'socks4a:': { kind: 'socks4', secure: false, resolvesNames: true, port: 1080 },
  'socks5:': { kind: 'socks5', secure: false, resolvesNames: false, port: 1080 },
  'socks5h:': { kind: 'socks5', secure: false, resolvesNames: true, port: 1080 },
}

/**
 * Reads the URL of a proxy. The letter after `socks4` and `socks5` says who resolves names, as in
 * curl: with `socks4a` and `socks5h` (and plain `socks`) it is the proxy.
 *
 * @throws HartifactError `INVALID_ARGUMENT`; the message does not repeat the URL, which may hold a
 * password
 */
export function parseProxy(text: string): UpstreamProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const scheme = url && schemes[url.protocol]
  if (!scheme || !url.hostname) {
    throw new HartifactError('INVALID_ARGUMENT', 'The upstream proxy is not a usable URL.', {
      fix: 'Write it as http://host:port, https://host:port or socks5://host:port.',
    })
  }
  const host = plainHost(url.hostname)
  const port = url.port ? Number(url.port) : scheme.port
  return {
    ...scheme,
    host,
    port,
    authority: authorityForm(host, port),
    username: decode(url.username),
    password: decode(url.password),
  }
}

/** The value of `Proxy-Authorization` (RFC 7617), if there are credentials. */
export function basicCredentials({ password, username }: UpstreamProxy): string | undefined {
  if (!username && !password) return undefined
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that stands for itself.
    return text
  }
}
