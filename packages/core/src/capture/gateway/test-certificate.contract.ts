import 'reflect-metadata'
import { createPrivateKey, type webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

type Names = ReadonlyArray<{ readonly type: 'dns' | 'ip'; readonly value: string }>
type Keys = webcrypto.CryptoKeyPair

/** A certificate and its key, PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** What the servers and clients of the cases prove themselves with; all PEM. */
export interface TestCertificates extends KeyPair {
  /** The private authority that signed all but {@link TestCertificates.selfSigned}. */
  readonly ca: string
  /** Of `localhost`, signed by itself. */
  readonly selfSigned: KeyPair
  /** Of `localhost`, no longer valid. */
  readonly expired: KeyPair
  /** Of a host that no case calls. */
  readonly other: KeyPair
  /** Of a client, `CN=test client`. */
  readonly client: KeyPair
  /** The key of {@link TestCertificates.client}, encrypted with `open sesame`. */
  readonly encryptedClientKey: string
}

/** A private authority and a certificate of it for localhost and its addresses. */
export async function makeCertificate(): Promise<KeyPair & { ca: string }> {
  const authority = await makeAuthority()
  return { ca: authority.pem, ...(await authority.issue('CN=localhost', localNames)) }
}

/** Everything that the contract suite needs. */
export async function makeCertificates(): Promise<TestCertificates> {
  const authority = await makeAuthority()
  const client = await authority.issue('CN=test client', [])
  const selfSignedKeys = await makeKeys()
  const selfSigned = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys: selfSignedKeys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + day),
    extensions: [new SubjectAlternativeNameExtension([...localNames])],
  })
  return {
    ca: authority.pem,
    ...(await authority.issue('CN=localhost', localNames)),
    selfSigned: { cert: selfSigned.toString('pem'), key: await exportKey(selfSignedKeys) },
    expired: await authority.issue('CN=localhost', localNames, new Date(Date.now() - day)),
    other: await authority.issue('CN=other.example', [{ type: 'dns', value: 'other.example' }]),
    client,
    encryptedClientKey: createPrivateKey(client.key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    }) as string,
  }
}

const localNames: Names = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
]

async function makeAuthority() {
  const keys = await makeKeys()
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 3 * day),
    notAfter: new Date(Date.now() + day),
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  return {
    pem: ca.toString('pem'),
    async issue(
      subject: string,
      names: Names,
      notAfter = new Date(Date.now() + day),
    ): Promise<KeyPair> {
      const own = await makeKeys()
      const cert = await X509CertificateGenerator.create({
        subject,
        issuer: ca.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        notBefore: new Date(Date.now() - 2 * day),
        notAfter,
        extensions: names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : [],
      })
      return { cert: cert.toString('pem'), key: await exportKey(own) }
    },
  }
}

function makeKeys(): Promise<Keys> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function exportKey(keys: Keys): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
}
