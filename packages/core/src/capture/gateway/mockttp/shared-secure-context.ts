import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { MockttpModules, UpstreamTlsOptions } from './modules.ts'

/** Options of a connection that do not go into its context. */
const ofConnection = ['servername', 'rejectUnauthorized', 'requestOCSP', 'ALPNProtocols'] as const

/** Contexts by the list of authorities they trust, then by their other options. */
const contexts = new WeakMap<object, Map<string, SecureContext>>()
const withoutExtras: object = []

/**
 * Gives connections to servers one TLS context for all. mockttp makes one for each, and with extra
 * authorities parses all the public ones each time: 22 ms for every new connection. The public ones
 * it takes also lack those of `NODE_EXTRA_CA_CERTS`; here the defaults of Node are extended.
 */
export function shareSecureContexts({ passthrough }: MockttpModules): void {
  const original = passthrough.getUpstreamTlsOptions
  passthrough.getUpstreamTlsOptions = (parameters) => {
    const options = original(parameters)
    // A client certificate is for one host.
    if (options.pfx) return options
    const secureContext = contextFor(options)
    const kept = ofConnection.filter((name) => options[name] !== undefined)
    return { ...Object.fromEntries(kept.map((name) => [name, options[name]])), secureContext }
  }
}

function contextFor({ ca, ...options }: UpstreamTlsOptions): SecureContext {
  const owner = (ca as object | undefined) ?? withoutExtras
  const known = contexts.get(owner) ?? new Map<string, SecureContext>()
  contexts.set(owner, known)
  for (const name of ofConnection) delete options[name]
  const key = JSON.stringify(options)
  let context = known.get(key)
  if (!context) {
    context = createSecureContext(options)
    const extras = (ca as readonly string[] | undefined)?.slice(rootCertificates.length) ?? []
    for (const extra of extras) addAuthority(context, extra)
    known.set(key, context)
  }
  return context
}

/** A file may hold several certificates; Node's context takes one at a time. */
function addAuthority(context: SecureContext, pem: string): void {
  const native = context.context as { addCACert(pem: string): void }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g)
  for (const certificate of certificates ?? []) native.addCACert(certificate)
}
