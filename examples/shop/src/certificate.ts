// @peculiar/x509 finds its parts by decorators and needs this first.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** Names and addresses that the shop's certificate is good for. */
export const certificateHosts = {
  dns: ['localhost', 'shop.test'],
  ip: ['127.0.0.1', '::1'],
} as const

/** What an HTTPS server and its clients need, all as PEM. */
export interface TestCertificate {
  /** The certificate of the private authority: clients have to trust it. */
  readonly caPem: string
  /**
   * The server's certificate, then the authority's: browsers that are told to accept a key by its
   * hash find it only in the chain that the server sends.
   */
  readonly certPem: string
  readonly keyPem: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const hour = 3_600_000

/**
 * Makes a private authority and a certificate for {@link certificateHosts} signed by it. Both are
 * valid for a week; the authority's key is thrown away, so nothing else can be signed with it.
 */
export async function makeCertificate(): Promise<TestCertificate> {
  const caKeys = await makeKeys()
  const keys = await makeKeys()
  const validity = {
    // An hour ago, for clients whose clocks are a little late.
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + 7 * 24 * hour),
  }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: 'CN=Hartifact example shop test CA, O=Hartifact examples',
    keys: caKeys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: 'CN=shop.test, O=Hartifact examples',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...certificateHosts.dns.map((value) => ({ type: 'dns' as const, value })),
        ...certificateHosts.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    caPem: `${ca.toString('pem')}\n`,
    certPem: `${leaf.toString('pem')}\n${ca.toString('pem')}\n`,
    keyPem: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  }
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** Positive and never all zero (RFC 5280 §4.1.2.2). */
function randomSerial(): string {
  return `01${randomBytes(15).toString('hex')}`
}
