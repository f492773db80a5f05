import { readFileSync } from 'node:fs'
import { HartifactError } from '../errors.ts'
import { longestTimer } from '../within.ts'
import type { ClientCertificate, UpstreamOptions } from './gateway/engine.ts'
import { checkClientCertificates } from './gateway/upstream/client-certificates.ts'
import { checkAuthorities } from './gateway/upstream/trust.ts'

/** How servers are reached. */
export interface UpstreamSettings {
  /**
   * Proxy to go through (`http:`, `https:`, `socks5:`). Default: `$HTTPS_PROXY` or `$HTTP_PROXY`,
   * which are not used for loopback addresses. `false` for none.
   */
  readonly proxy?: string | false
  /** Hosts reached without it: names, `.suffix`, addresses, ranges (CIDR); default `$NO_PROXY`. */
  readonly noProxy?: readonly string[]
  /** Authorities to trust beside the public ones: PEM text, or paths of PEM files. */
  readonly ca?: readonly string[]
  /** Do not verify certificates: of any host, or of these. Default: all are verified. */
  readonly insecure?: true | readonly string[]
  /** Shown to servers that ask who the client is (mutual TLS). */
  readonly clientCertificates?: readonly ClientCertificateSettings[]
  /** Milliseconds to wait for a connection to a server, TLS included; default 120,000. */
  readonly connectTimeout?: number
}

/** A client certificate, in the words of Playwright's option of that name. */
export interface ClientCertificateSettings extends Omit<ClientCertificate, 'cert' | 'key'> {
  /** PEM. */
  readonly cert?: string | Uint8Array
  readonly key?: string | Uint8Array
  /** Path of the certificate, PEM; instead of `cert`. */
  readonly certPath?: string
  /** Path of its key, PEM; instead of `key`. */
  readonly keyPath?: string
  /** Path of a PKCS #12 file; instead of `pfx`. */
  readonly pfxPath?: string
}

const known = ['proxy', 'noProxy', 'ca', 'insecure', 'clientCertificates', 'connectTimeout']

/** Fills in the defaults. @throws HartifactError `INVALID_ARGUMENT` */
export function resolveUpstream(
  settings: UpstreamSettings,
  environment: NodeJS.ProcessEnv,
): UpstreamOptions {
  for (const key of Object.keys(settings)) {
    if (!known.includes(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `upstream has no option "${key}".`, {
        fix: `Its options are ${known.join(', ')}.`,
      })
    }
  }
  const { clientCertificates = [], connectTimeout, insecure } = settings
  const ca = (settings.ca ?? []).map((textOrPath) =>
    textOrPath.includes('-----BEGIN') ? textOrPath : readText('upstream.ca', textOrPath),
  )
  checkAuthorities(ca)
  const certificates = clientCertificates.map(readClientCertificate)
  checkClientCertificates(certificates)
  if (connectTimeout !== undefined && !(connectTimeout > 0 && connectTimeout <= longestTimer)) {
    throw new HartifactError('INVALID_ARGUMENT', `connectTimeout is ${String(connectTimeout)}.`, {
      fix: `Use a number of milliseconds from 1 to ${longestTimer}.`,
    })
  }
  return {
    ...resolveProxy(settings, environment),
    ...(ca.length > 0 && { ca }),
    ...(insecure && { insecure }),
    ...(certificates.length > 0 && { clientCertificates: certificates }),
    ...(connectTimeout !== undefined && { connectTimeout }),
  }
}

function resolveProxy(
  { noProxy, proxy }: UpstreamSettings,
  environment: NodeJS.ProcessEnv,
): Pick<UpstreamOptions, 'noProxy' | 'proxy'> {
  const variable = (name: string): string | undefined =>
    environment[name.toLowerCase()] || environment[name] || undefined
  const fromEnvironment = variable('HTTPS_PROXY') ?? variable('HTTP_PROXY') ?? variable('ALL_PROXY')
  const url = proxy === false ? undefined : (proxy ?? fromEnvironment)
  if (!url) return {}
  checkProxyUrl(url)
  const listed =
    variable('NO_PROXY')
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? []
  // Who sets HTTP_PROXY for a company's network does not mean the test's own servers.
  const excluded = noProxy ?? (proxy ? listed : [...listed, 'localhost', '127.0.0.1', '::1'])
  return { proxy: url, noProxy: excluded }
}

function checkProxyUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (/^(?:https?|socks(?:4a?|5h?)?):$/.test(protocol)) return
  throw new HartifactError('INVALID_ARGUMENT', 'The upstream proxy is not a usable URL.', {
    fix: 'Write it as http://host:port, https://host:port or socks5://host:port.',
  })
}

function readClientCertificate(settings: ClientCertificateSettings): ClientCertificate {
  const { cert, certPath, key, keyPath, pfxPath, ...certificate } = settings
  const option = 'upstream.clientCertificates'
  return {
    ...certificate,
    ...(cert !== undefined && { cert: toText(cert) }),
    ...(key !== undefined && { key: toText(key) }),
    ...(certPath !== undefined && { cert: readText(option, certPath) }),
    ...(keyPath !== undefined && { key: readText(option, keyPath) }),
    ...(pfxPath !== undefined && { pfx: readBytes(option, pfxPath) }),
  }
}

function toText(pem: string | Uint8Array): string {
  return typeof pem === 'string' ? pem : Buffer.from(pem).toString('utf8')
}

function readText(option: string, path: string): string {
  return readBytes(option, path).toString('utf8')
}

function readBytes(option: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `${option}: the file ${path} cannot be read.`, {
      fix: 'Give the text, or a path relative to the working folder.',
      cause,
    })
  }
}
