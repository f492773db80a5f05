import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { LeafCertificate, OpenAuthority } from './modules.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

/** The host of TLS that names no server and is in no tunnel: it is spoken with the proxy itself. */
export const noHost = ''

/**
 * Signs certificates for intercepted servers itself. mockttp's name the host as a DNS name even
 * where it is an IP address, which clients do not accept (RFC 9110 §4.3.5), and use RSA keys: those
 * take a fifth of a second to make and are slower in each handshake.
 */
export const openAuthority: OpenAuthority = async (authority) => {
  let signing: ReturnType<typeof prepare> | undefined
  return {
    generateCertificate: async (host) => {
      if (host === noHost) return own(authority)
      // What it takes is a quarter of the time that a proxy needs to start, and many never see TLS.
      signing ??= prepare(authority)
      return (await signing)(host)
    },
  }
}

/** There is no name to verify. */
function own({ cert, key }: { readonly cert: string; readonly key: string }): LeafCertificate {
  return { key, cert, ca: cert, expiresAt: new Date(new X509Certificate(cert).validTo) }
}

async function prepare({
  cert,
  key,
}: {
  readonly cert: string
  readonly key: string
}): Promise<(host: string) => Promise<LeafCertificate>> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const authority = new x509.X509Certificate(cert)
  const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  // One key for all: making one costs more than the certificate.
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const exported = x509.PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  )
  return async (host) => {
    // Never longer than the authority itself, and short enough for every client.
    const notAfter = new Date(Math.min(authority.notAfter.getTime(), Date.now() + 30 * day))
    const certificate = await x509.X509CertificateGenerator.create({
      // A common name holds 64 characters at most (X.520); clients look at the SAN only.
      subject: `CN=${host.length <= 64 ? host.replace(/[,+"\\<>;=]/g, '') : 'Hartifact'}`,
      issuer: authority.subjectName,
      notBefore: new Date(Date.now() - day),
      notAfter,
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], false),
        new x509.SubjectAlternativeNameExtension([
          { type: isIP(host) ? 'ip' : 'dns', value: host },
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(authority),
      ],
    })
    return { key: exported, cert: certificate.toString('pem'), ca: cert, expiresAt: notAfter }
  }
}
