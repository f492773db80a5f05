import { readdirSync, readFileSync, statSync } from 'node:fs'
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

/** What was read, by path. */
const known = new Map<string, { readonly stamp: string; readonly found: readonly string[] }>()

let ofSystem: readonly string[] | undefined

/** The certificates of a PEM text, each as text; what stands between them is left out. */
export function splitPem(text: string): string[] {
  return text.match(block) ?? []
}

/**
 * The certificates in a PEM file, or in all files of a folder. As long as neither changes it gives
 * the same array.
 *
 * @throws Error that says what is wrong with the path
 */
export function readCertificates(path: string): readonly string[] {
  const stats = statSync(path)
  const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`
  const before = known.get(path)
  if (before?.stamp === stamp) return before.found
  const isFolder = stats.isDirectory()
  const found = new Set<string>()
  for (const file of isFolder ? readdirSync(path).map((name) => join(path, name)) : [path]) {
    for (const pem of splitPem(textOf(file, isFolder))) found.add(pem)
  }
  if (found.size === 0) throw new Error('it has no certificate in PEM')
  const result = [...found]
  known.set(path, { stamp, found: result })
  return result
}

/** The certificates that this system trusts, else those that come with Node. Read once. */
export function systemCertificates(): readonly string[] {
  ofSystem ??= systemFiles.reduce<readonly string[] | undefined>(
    (found, file) => found ?? certificatesOrNone(file),
    undefined,
  )
  return (ofSystem ??= rootCertificates)
}

/** {@link readCertificates}, or `undefined` when there are none. */
export function certificatesOrNone(path: string): readonly string[] | undefined {
  try {
    return readCertificates(path)
  } catch {
    return undefined
  }
}

/** A folder may hold anything; the names in it are often links to files that are gone. */
function textOf(file: string, isOptional: boolean): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isOptional) return ''
    throw error
  }
}
