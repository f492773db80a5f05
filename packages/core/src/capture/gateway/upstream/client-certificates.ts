import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { HartifactError } from '../../../errors.ts'
import type { ClientCertificate } from '../engine.ts'
import { plainHost } from './authority-form.ts'

const reasons: ReadonlyArray<readonly [pattern: RegExp, reason: string]> = [
  [
    /mac verify failure|bad decrypt|bad password|MISSING_PASSPHRASE|INTERRUPTED/i,
    'the passphrase is wrong or missing',
  ],
  [/no start line|NO_START_LINE/i, 'it is not PEM'],
  [/values mismatch|MISMATCH/i, 'certificate and key do not belong together'],
  [/unsupported/i, 'it is encrypted in a way that OpenSSL 3 does not read'],
]

/**
 * Checks the client certificates of the options, so that a mistake is told at the start.
 *
 * @throws HartifactError `INVALID_ARGUMENT`, which names the origin and what is wrong
 */
export function checkClientCertificates(list: readonly ClientCertificate[]): void {
  for (const certificate of list) {
    const { cert, key, origin, pfx } = certificate
    if (!parseOrigin(origin)) {
      refuse(`'${origin}' is not an origin of a client certificate.`, {
        fix: "Write it as 'https://host' or 'https://host:port', without a path.",
      })
    }
    if (Boolean(cert && key) === Boolean(pfx) || Boolean(cert) !== Boolean(key)) {
      refuse(`The client certificate for ${origin} is not complete, or given twice.`, {
        fix: 'Give either cert and key (PEM), or pfx (PKCS #12).',
      })
    }
    try {
      createSecureContext(identityOptions(certificate))
    } catch (cause) {
      refuse(`The client certificate for ${origin} cannot be used: ${reasonOf(cause)}.`, {
        fix: 'Check its certificate, key and passphrase with openssl.',
        cause,
      })
    }
  }
}

/** The certificate for a server, by any of the names it is called by. */
export function findClientCertificate(
  list: readonly ClientCertificate[],
  names: readonly string[],
  port: number,
): ClientCertificate | undefined {
  return list.find(({ origin }) => {
    const parsed = parseOrigin(origin)
    return parsed?.port === port && names.includes(parsed.host)
  })
}

/** The options that show the certificate. */
export function identityOptions(certificate: ClientCertificate): SecureContextOptions {
  const { cert, key, passphrase, pfx } = certificate
  return {
    ...(cert && { cert }),
    ...(key && { key }),
    ...(pfx && { pfx: Buffer.from(pfx) }),
    ...(passphrase !== undefined && { passphrase }),
  }
}

/** Why a certificate could not be loaded, in a few words. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const text = `${code} ${message}`
  return reasons.find(([pattern]) => pattern.test(text))?.[1] ?? message
}

function parseOrigin(origin: string): { host: string; port: number } | undefined {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (!url || url.protocol !== 'https:' || url.pathname !== '/' || url.search || url.hash) {
    return undefined
  }
  return { host: plainHost(url.hostname), port: url.port ? Number(url.port) : 443 }
}

function refuse(what: string, options: { fix: string; cause?: unknown }): never {
  throw new HartifactError('INVALID_ARGUMENT', what, options)
}
