import 'reflect-metadata'
import { createPrivateKey } from 'node:crypto'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate that vouches for itself, for a server or a client: PEM. */
export async function makeSelfSigned(
  name: string,
): Promise<{ cert: string; key: string; encryptedKey: (passphrase: string) => string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 24 * 60 * 60 * 1000),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  })
  const bytes = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const key = PemConverter.encode(bytes, 'PRIVATE KEY')
  return {
    cert: cert.toString('pem'),
    key,
    encryptedKey: (passphrase) =>
      createPrivateKey(key)
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
        .toString(),
  }
}

/** A client certificate that vouches for itself, as PKCS #12; made with `openssl pkcs12 -export`. */
export const pkcs12: { passphrase: string; cert: string; pfx: Buffer } = {
  passphrase: 'open',
  cert: `-----BEGIN CERTIFICATE-----
MIIBVTCB/aADAgECAhEA/+SR8n7muJURkMcaWWdkKDAKBggqhkjOPQQDAjAgMR4w
HAYDVQQDExVUZXN0IGNsaWVudCAoUEtDUyAxMikwIBcNMjAwMTAxMDAwMDAwWhgP
MjEyMDAxMDEwMDAwMDBaMCAxHjAcBgNVBAMTFVRlc3QgY2xpZW50IChQS0NTIDEy
KTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHssaIqwSdeEXy4fnhL0AGHPkDyX
PG3Yb7e/OlJB774V1eowiZSX4pbrNabqo2tl5HFWw6VonBAC+ojNBxd9I9qjFjAU
MBIGA1UdEwEB/wQIMAYBAf8CAQAwCgYIKoZIzj0EAwIDRwAwRAIgLIW9TSha4fFa
Zxg0AW1TmxuOEH6+LsAwGYULz2nJ3CkCIGn4d6TAusjhMASdZCbr3ts22OJvyuQI
AlBP88wqGk2B
-----END CERTIFICATE-----`,
  pfx: Buffer.from(
    `MIID7AIBAzCCA6IGCSqGSIb3DQEHAaCCA5MEggOPMIIDizCCAkIGCSqGSIb3DQEHBqCCAjMwggIvAgEAMIICKAYJ
KoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgX4DU3cZgnbQICCAAwDAYIKoZIhvcNAgkF
ADAdBglghkgBZQMEASoEECHR2iavJqzzlmRmK795hqGAggHATrTvQIDOqoprQmWnnV8v2eJh92WNercLqYJTGHUM
MLjFAOBD9GStf2xbBaismQWkqJTUgG8ifPXA3QGZ+RT/4XX/3zofwb7VTIuzmPYbi0GeKFoR9FcLdA/MsCEJxz8Q
1IDYoZaDlNKphWcWPa2kDOycTA+6/1ERLvNNdagVQ+sX/DX6GIW6Tr1m5uvCZ7hSH46pt3lzcKR/5wkOJ+DyPdZR
nCGFY0ko4ppuGCFrxNS5GyaKlko1wluNWd02t+/KCmFFI4gCf5Eo1y1mFUL4zlcgCmlT8JCUVI69q2iICfvKBxKt
fNcxIrMYrn8wMEilUzUpSSi2OBLX0juIInfJm5ajO77aXWSciaD2fASSeB8Ch+Li0nLRinwYP1UKJcQKTGkdMTO7
1ftcPYcFJQmR6YoVR4/+AXxVGKiqT2rvXuZ/QUEW0OU4E4RtRVVtpNwiB/tG6SMBg5ji61ejGjaaRBBiKKVbK8f1
VUMRstv/qflq/vI2q3fjtHJPmp4FO6QgxlttGe841hQ90kTa7+K1qq2fbH2QmxXRo+xdrLiHGXmSb+gS4pc1vkB1
NLKnbKBJ9tUyVIb2aoj62HASBDcGtTCCAUEGCSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgEC
oIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjQjNGUE8tFZAICCAAwDAYIKoZIhvcNAgkFADAd
BglghkgBZQMEASoEEPXgt4+fN/j8bKKndBx39W8EgZBQH/iftHQ3qgn65UI0Yh1+9U3n9+DXkFS+unSVM40AVnTe
XmowwEdwqotES2HVlfkHhghoj8bTG1gBMgbXUJAEPgo3HQNeSiisQ5rum6AupiEsmQFZOhX4MqrKEY+tL0aJveUo
XVaILh3LjMQjN/wg+Gp3UxNF1dV+puYZT3A3mQzXhCvoAfP1JzsRqOyOv6MxJTAjBgkqhkiG9w0BCRUxFgQU9zvE
fX0zfSoEgXinNexPc3sKvgQwQTAxMA0GCWCGSAFlAwQCAQUABCCOvbfHi9Lnt/WWhgjc/ke+/ov7xcCWOestxIER
lqujDgQIiy6Ye64g6+UCAggA`,
    'base64',
  ),
} as const
