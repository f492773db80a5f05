import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

/** Where systems keep the authorities they trust, as one PEM file. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END [A-Z0-9 ]+-----/g

/** The certificates of a PEM text, each as text; what stands between them is left out. */
export function splitPem(text: string): string[] {
  return text.match(block) ?? []
}

/**
 * The certificates in a PEM file, or in all files of a folder.
 *
 * @throws Error that says what is wrong with the path
 */
export async function readCertificates(path: string): Promise<string[]> {
  const isFolder = (await stat(path)).isDirectory()
  const files = isFolder ? (await readdir(path)).map((name) => join(path, name)) : [path]
  const found: string[] = []
  for (const file of files) {
    // A folder may hold anything; the names in it are often links to files that are gone.
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isFolder) return ''
      throw error
    })
    found.push(...splitPem(text))
  }
  if (found.length === 0) throw new Error('it has no certificate in PEM')
  return [...new Set(found)]
}

/** The certificates that this system trusts, else those that come with Node. */
export async function systemCertificates(
  files: readonly string[] = systemFiles,
): Promise<readonly string[]> {
  for (const file of files) {
    const found = await readCertificates(file).catch(() => undefined)
    if (found) return found
  }
  return rootCertificates
}
