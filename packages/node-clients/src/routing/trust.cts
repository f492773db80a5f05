import type { SecureContext, SecureContextOptions } from 'node:tls'

const tls = require('node:tls') as typeof import('node:tls')

/** What a secure context is made of (`tls.createSecureContext`), as far as clients set it. */
const ingredients = [
  'ca',
  'cert',
  'ciphers',
  'clientCertEngine',
  'crl',
  'dhparam',
  'ecdhCurve',
  'honorCipherOrder',
  'key',
  'maxVersion',
  'minVersion',
  'passphrase',
  'pfx',
  'privateKeyEngine',
  'privateKeyIdentifier',
  'secureOptions',
  'secureProtocol',
  'sessionIdContext',
  'sigalgs',
]

/** A context copies all authorities of Node when one is added, which takes 20 ms. */
const plainContexts = new Map<string, SecureContext>()

/**
 * Options for TLS with the proxy: the client trusts our authority in addition to those it trusts
 * already, on this connection only.
 */
function trusting(
  options: object,
  ca: string | undefined,
): { readonly secureContext?: SecureContext } {
  if (ca === undefined) return {}
  if (ingredients.some((name) => Boolean(Reflect.get(options, name)))) {
    return { secureContext: contextWith(options, ca) }
  }
  const secureContext = plainContexts.get(ca) ?? contextWith({}, ca)
  plainContexts.set(ca, secureContext)
  return { secureContext }
}

function contextWith(options: SecureContextOptions, ours: string): SecureContext {
  const context = tls.createSecureContext(options)
  const { context: native } = context as { readonly context?: { addCACert?(pem: string): void } }
  if (typeof native?.addCACert === 'function') {
    native.addCACert(ours)
    return context
  }
  const theirs = options.ca === undefined ? defaultAuthorities() : [options.ca].flat()
  return tls.createSecureContext({ ...options, ca: [...theirs, ours] })
}

function defaultAuthorities(): readonly string[] {
  const { getCACertificates: read } = tls as { getCACertificates?: (type: string) => string[] }
  return read?.('default') ?? tls.rootCertificates
}

export type TrustModule = { readonly trusting: typeof trusting }

module.exports = { trusting } satisfies TrustModule
