import { constants, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import tls, { createSecureContext, DEFAULT_CIPHERS, type SecureContext } from 'node:tls'
import { HartifactError } from '../../../errors.ts'
import type { ClientTls } from '../client-tls.ts'
import type { ClientCertificate, UpstreamOptions } from '../engine.ts'
import { authorityForm, plainHost } from './authority-form.ts'
import { findClientCertificate, identityOptions, reasonOf } from './client-certificates.ts'
import type { Destination } from './destination.ts'

/** Contexts that are kept for clients with options of their own. */
const mostClients = 64

/** What TLS with one server needs. */
export interface Credentials {
  readonly context: SecureContext
  readonly verified: boolean
  /** A certificate of our own is shown to the server. */
  readonly identified: boolean
}

/** Servers that are not verified are mostly old ones, too. */
const forgiving = {
  minVersion: 'TLSv1',
  ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
} as const

/** Whom we trust, and who we are: per server, from the options. */
export class Trust {
  readonly #authorities: readonly string[]
  readonly #insecure: true | ReadonlySet<string>
  readonly #certificates: readonly ClientCertificate[]
  /** Made when needed: each costs milliseconds. By client certificate, then by whether verified. */
  readonly #contexts = new Map<ClientCertificate | undefined, Map<boolean, SecureContext>>()

  /** Contexts of clients with options of their own. */
  readonly #clients = new Map<string, SecureContext>()

  constructor({ ca = [], clientCertificates = [], insecure = [] }: UpstreamOptions) {
    const added = ca.flatMap(splitPem)
    this.#authorities = added.length ? [...added, ...forgottenAuthorities()] : []
    this.#insecure = insecure === true || new Set(insecure.map(plainEntry))
    this.#certificates = clientCertificates
  }

  /** @throws an error of code `ERR_CLIENT_CERTIFICATE` when the one for this server is unusable */
  for(destination: Destination): Credentials {
    const { clientTls, host, port, serverName = host } = destination
    if (clientTls) return this.#forClient(clientTls, destination)
    const names = [plainHost(serverName), plainHost(host)]
    const certificate = findClientCertificate(this.#certificates, names, port)
    const verified = !this.#isInsecure(names, port)
    const contexts = this.#contexts.get(certificate) ?? new Map<boolean, SecureContext>()
    this.#contexts.set(certificate, contexts)
    let context = contexts.get(verified)
    if (!context) {
      context = this.#makeContext(certificate, verified)
      contexts.set(verified, context)
    }
    return { context, verified, identified: certificate !== undefined }
  }

  /** What the client says counts more than the options, except that those may trust more. */
  #forClient(clientTls: ClientTls, destination: Destination): Credentials {
    const { host, port, serverName = host } = destination
    const names = [plainHost(serverName), plainHost(host)]
    const { ca, insecure, pfx, ...identity } = clientTls
    const shown = pfx ? { ...identity, pfx: Buffer.from(pfx, 'base64') } : identity
    const identified = Object.keys(shown).length > 0
    const certificate = identified
      ? { origin: `https://${authorityForm(host, port)}`, ...shown }
      : findClientCertificate(this.#certificates, names, port)
    const verified = insecure !== true && !this.#isInsecure(names, port)
    const key = JSON.stringify([clientTls, verified, certificate?.origin])
    const context = this.#clients.get(key) ?? this.#makeContext(certificate, verified, ca)
    // The least recently used is the first.
    this.#clients.delete(key)
    this.#clients.set(key, context)
    const [oldest] = this.#clients.size > mostClients ? this.#clients.keys() : []
    if (oldest !== undefined) this.#clients.delete(oldest)
    return { context, verified, identified: certificate !== undefined }
  }

  #isInsecure(names: readonly string[], port: number): boolean {
    const insecure = this.#insecure
    if (insecure === true) return true
    return names.some((name) => insecure.has(name) || insecure.has(authorityForm(name, port)))
  }

  #makeContext(
    certificate: ClientCertificate | undefined,
    verified: boolean,
    ca?: readonly string[],
  ): SecureContext {
    let context: SecureContext
    try {
      context = createSecureContext({
        ...(!verified && forgiving),
        ...(ca && { ca: [...ca] }),
        ...(certificate && identityOptions(certificate)),
      })
    } catch (cause) {
      if (!certificate) throw cause
      const message = `The client certificate for ${certificate.origin} cannot be used: ${reasonOf(cause)}`
      throw Object.assign(new Error(message, { cause }), { code: 'ERR_CLIENT_CERTIFICATE' })
    }
    // The option `ca` would replace what Node trusts by default, and parse it all again.
    const native = context.context as { addCACert(pem: string): void }
    for (const pem of this.#authorities) native.addCACert(pem)
    return context
  }
}

/**
 * Checks the certificates of authorities of the options, so that a mistake is told at the start.
 *
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export function checkAuthorities(list: readonly string[]): void {
  const fix = "Give PEM text: '-----BEGIN CERTIFICATE-----' and so on, one or several."
  for (const text of list) {
    const certificates = splitPem(text)
    if (certificates.length === 0) {
      throw new HartifactError('INVALID_ARGUMENT', 'A trusted authority is not a certificate.', {
        fix,
      })
    }
    for (const pem of certificates) {
      try {
        void new X509Certificate(pem).subject
      } catch (cause) {
        throw new HartifactError('INVALID_ARGUMENT', 'A trusted authority cannot be read.', {
          fix,
          cause,
        })
      }
    }
  }
}

/**
 * Those of `NODE_EXTRA_CA_CERTS`, where Node forgets them as soon as a context gets one more: in the
 * versions (20) that cannot list what they trust.
 */
function forgottenAuthorities(): string[] {
  const path = process.env['NODE_EXTRA_CA_CERTS']
  if (!path || 'getCACertificates' in tls) return []
  try {
    return splitPem(readFileSync(path, 'utf8'))
  } catch {
    // Node has warned of it at the start.
    return []
  }
}

/** A file may hold several certificates; Node's context takes one at a time. */
function splitPem(text: string): string[] {
  return (
    text.match(/-----BEGIN (X509 )?CERTIFICATE-----[^]*?-----END (X509 )?CERTIFICATE-----/g) ?? []
  )
}

/** `Shop.test:8443` and `[::1]` in the form in which they are looked up. */
function plainEntry(item: string): string {
  const text = item.trim()
  if (isIP(text)) return plainHost(text)
  const [, host = text, port] = /^(.*):(\d+)$/.exec(text) ?? []
  return port === undefined ? plainHost(host) : authorityForm(plainHost(host), Number(port))
}
