import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readCertificates } from './certificates.ts'
import type { TrustSettings } from './trust-files.ts'

/**
 * wget has no variable for authorities, but one for its settings. They are the user's, and one line:
 * what that line names is trusted beside the authorities of the system.
 */
export async function writeWgetSettings(settings: TrustSettings): Promise<string> {
  const { ca, environment, folder } = settings
  const usersPath = environment['WGETRC'] || join(environment['HOME'] || homedir(), '.wgetrc')
  const users = await readFile(usersPath, 'utf8').catch(() => '')
  const named = users.match(/^\s*ca_?certificate\s*=\s*(.+?)\s*$/im)?.[1]
  const others = named ? await readCertificates(named).catch(() => []) : []
  let trusted = ca.certPath
  if (others.length > 0) {
    trusted = join(folder, 'trust-wget.pem')
    await writeFile(trusted, [...others, ca.pem].join('\n'), { mode: 0o600 })
  }
  const path = join(folder, 'wgetrc')
  await writeFile(path, `${users}\nca_certificate = ${trusted}\n`, { mode: 0o600 })
  return path
}
