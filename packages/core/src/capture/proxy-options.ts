import { readFileSync } from 'node:fs'
import { HartifactError } from '../errors.ts'
import type { SessionStore } from '../session/index.ts'
import type { UpstreamOptions } from './gateway/engine.ts'
import type { Limits, RedactionSettings } from './gateway/messages.ts'

/** Options of `startProxy`; each has a default. */
export interface ProxyOptions {
  /** A store, or the folder of one; default `$HARTIFACT_STORE`, else `.hartifact`. */
  readonly store?: SessionStore | string
  /** Port of {@link CaptureProxy.url}; default any free one. */
  readonly port?: number
  /** How servers are reached. */
  readonly upstream?: {
    /**
     * Proxy to go through (`http:`, `https:`, `socks5:`). Default: `$HTTPS_PROXY` or `$HTTP_PROXY`,
     * which are not used for loopback addresses. `false` for none.
     */
    readonly proxy?: string | false
    /** Hosts reached without it; default `$NO_PROXY`. */
    readonly noProxy?: readonly string[]
    /** Authorities to trust beside the public ones: PEM text, or paths of PEM files. */
    readonly ca?: readonly string[]
    /** Do not verify certificates: of any host, or of these. Default: all are verified. */
    readonly insecure?: true | readonly string[]
  }
  /** What is replaced before anything reaches the disk; default `'default'`. */
  readonly redact?: RedactionSettings
  readonly limits?: Partial<Limits>
}

const defaultLimits: Limits = { body: 50 * 1024 * 1024 }

const known = new Set(['store', 'port', 'upstream', 'redact', 'limits'])

/** Fills in the defaults. @throws HartifactError `INVALID_ARGUMENT` */
export function resolveOptions(
  options: ProxyOptions,
  environment: NodeJS.ProcessEnv = process.env,
): {
  port: number
  upstream: UpstreamOptions
  redact: RedactionSettings
  limits: Limits
} {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `startProxy has no option "${key}".`, {
        fix: `Its options are ${[...known].join(', ')}.`,
      })
    }
  }
  const { limits, port = 0, redact = 'default' } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HartifactError('INVALID_ARGUMENT', `${String(port)} is not a port.`, {
      fix: 'Use a number from 0 (any free one) to 65535.',
    })
  }
  const body = limits?.body ?? defaultLimits.body
  if (typeof body !== 'number' || !(body >= 0)) {
    throw new HartifactError('INVALID_ARGUMENT', `${String(body)} is not a limit.`, {
      fix: 'Use a number of bytes from 0; Infinity keeps everything.',
    })
  }
  return {
    port,
    redact,
    upstream: resolveUpstream(options.upstream ?? {}, environment),
    limits: { body },
  }
}

function resolveUpstream(
  { ca, insecure, noProxy, proxy }: NonNullable<ProxyOptions['upstream']>,
  environment: NodeJS.ProcessEnv,
): UpstreamOptions {
  const variable = (name: string): string | undefined =>
    environment[name.toLowerCase()] || environment[name] || undefined
  const fromEnvironment = variable('HTTPS_PROXY') ?? variable('HTTP_PROXY') ?? variable('ALL_PROXY')
  const url = proxy === false ? undefined : (proxy ?? fromEnvironment)
  const listed =
    variable('NO_PROXY')
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? []
  // Who sets HTTP_PROXY for a company's network does not mean the test's own servers.
  const excluded = noProxy ?? (proxy ? listed : [...listed, 'localhost', '127.0.0.1', '::1'])
  if (url) checkProxyUrl(url)
  return {
    ...(url && { proxy: url, noProxy: excluded }),
    ...(ca?.length && { ca: ca.map(readCertificate) }),
    ...(insecure && { insecure }),
  }
}

function checkProxyUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (/^(?:https?|socks(?:4a?|5h?)?|pac\+https?):$/.test(protocol)) return
  throw new HartifactError('INVALID_ARGUMENT', 'The upstream proxy is not a usable URL.', {
    fix: 'Write it as http://host:port, https://host:port or socks5://host:port.',
  })
}

function readCertificate(textOrPath: string): string {
  if (textOrPath.includes('-----BEGIN')) return textOrPath
  try {
    return readFileSync(textOrPath, 'utf8')
  } catch (cause) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      `The certificate file ${textOrPath} cannot be read.`,
      {
        fix: 'Give upstream.ca PEM text, or paths of PEM files.',
        cause,
      },
    )
  }
}
