import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmAuthorities } from './npm-authorities.ts'
import { readCertificates, systemCertificates } from './certificates.ts'
import { trustVariables } from './trust-variables.ts'

/** What {@link writeTrustFiles} needs to know. */
export interface TrustSettings {
  readonly environment: NodeJS.ProcessEnv
  /** The certificate of the authority: its file, and the same as text. */
  readonly ca: { readonly certPath: string; readonly pem: string }
  /** Where files are written. */
  readonly folder: string
}

/** The certificates in the files that the user's variables name. */
export interface UserFiles {
  /** By the name of the variable. */
  readonly found: ReadonlyMap<string, readonly string[]>
  /** What could not be read, for people. */
  readonly warnings: readonly string[]
}

/** Reads them; `folder` is where npm is run. What cannot be read is told, and counts as not set. */
export async function readUserFiles(
  environment: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): Promise<UserFiles> {
  const found = new Map<string, readonly string[]>()
  const warnings: string[] = []
  const ofNpm = await npmAuthorities(environment, folder)
  for (const { name } of trustVariables) {
    const path = environment[name] || (name === 'npm_config_cafile' ? ofNpm : undefined)
    if (!path) continue
    try {
      found.set(name, await readCertificates(path))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warnings.push(`${name} is not used: ${path} cannot be read (${reason}).`)
    }
  }
  return { found, warnings }
}

/**
 * Writes what the clients of a command are to trust: the authority, and all that they trust without
 * us, that is the user's file where a variable names one, else the authorities of the system.
 *
 * @returns the variables that name the files
 */
export async function writeTrustFiles(
  { ca, folder }: Omit<TrustSettings, 'environment'>,
  users: UserFiles,
): Promise<Record<string, string>> {
  const variables: Record<string, string> = {}
  const written = new Map<string, string>()
  const system = await systemCertificates()
  for (const { adds = false, instead = [], name, onlyIfSet } of trustVariables) {
    if (onlyIfSet && !users.found.has(name)) continue
    const named = [name, ...instead].find((variable) => users.found.has(variable))
    const others = users.found.get(named ?? '') ?? (adds ? [] : system)
    if (others.length === 0) {
      variables[name] = ca.certPath
      continue
    }
    const content = [...others, ca.pem.trim(), ''].join('\n')
    const path = written.get(content) ?? join(folder, `trust-${written.size + 1}.pem`)
    if (!written.has(content)) await writeFile(path, content, { mode: 0o600 })
    written.set(content, path)
    variables[name] = path
  }
  return variables
}
