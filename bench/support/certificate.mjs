import { fromCore } from './from-core.mjs'

fromCore('reflect-metadata')
const {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} = fromCore('@peculiar/x509')

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * An authority and a certificate of it for localhost and 127.0.0.1, valid for two days.
 *
 * @returns {Promise<{ ca: string, cert: string, key: string }>} PEM.
 */
export async function makeCertificate() {
  const notAfter = new Date(Date.now() + 48 * 60 * 60 * 1000)
  const root = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    keys: root,
    signingAlgorithm: algorithm,
    notAfter,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  const cert = await X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: root.privateKey,
    signingAlgorithm: algorithm,
    notAfter,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    ca: ca.toString('pem'),
    cert: cert.toString('pem'),
    key: PemConverter.encode(key, 'PRIVATE KEY'),
  }
}
