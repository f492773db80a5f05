import { homedir } from 'node:os'
import { join } from 'node:path'
import { certificatesOrNone } from './certificates.ts'
import { readText, shortHash, writePrivately } from './text-file.ts'
import { bundle, type TrustSettings } from './trust-files.ts'

/**
 * wget has no variable for authorities, but one for its settings. They are the user's, and one line:
 * what that line names is trusted beside the authorities of the system.
 *
 * @returns the file of the settings
 */
export function wgetSettings(settings: TrustSettings): string {
  const { environment, folder } = settings
  const usersPath = environment['WGETRC'] || join(environment['HOME'] || homedir(), '.wgetrc')
  const users = readText(usersPath)
  const named = users.match(/^\s*ca_?certificate\s*=\s*(.+?)\s*$/im)?.[1]
  const trusted = bundle(settings, (named && certificatesOrNone(named)) || [])
  // The user's settings may hold passwords: no old copy of them stays.
  const path = join(folder, `wgetrc-${shortHash(usersPath)}`)
  writePrivately(path, `${users}\nca_certificate = ${trusted}\n`)
  return path
}
