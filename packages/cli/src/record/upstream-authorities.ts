import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { systemCertificates } from '@hartifact/node-clients/children'

/**
 * What the proxy must trust beside the public authorities so that servers which the command would
 * accept are accepted: those of the system, where companies put their own, and of the user's files.
 */
export function upstreamAuthorities(own: readonly string[]): string[] {
  const publicOnes = new Set(rootCertificates.map(plain))
  const system = systemCertificates()
  const unknown = new Map<string, string>()
  for (const pem of [...system, ...own]) {
    const key = plain(pem)
    if (!publicOnes.has(key) && isUsable(pem)) unknown.set(key, pem)
  }
  return [...unknown.values()]
}

function plain(pem: string): string {
  return pem.replaceAll(/-----[A-Z0-9 ]+-----|\s/g, '')
}

function isUsable(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
