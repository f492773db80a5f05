import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority } from '@hartifact/core'
import { readCertificates, systemCertificates } from './certificates.ts'
import { npmAuthorities } from './npm-authorities.ts'
import { shortHash, writePrivately } from './text-file.ts'
import { trustVariables } from './trust-variables.ts'

/** What is needed to let clients trust the authority. */
export interface TrustSettings {
  readonly authority: Authority
  readonly environment: NodeJS.ProcessEnv
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

/** Longer than any authority of ours is valid. */
const longestUse = 40 * 24 * 60 * 60 * 1000

/** Files that this process has written or found: folder and authority, then what else is in them. */
const written = new Map<string, WeakMap<readonly string[], string>>()

/** Reads them; `folder` is where npm is run. What cannot be read is told, and counts as not set. */
export function readUserFiles(environment: NodeJS.ProcessEnv, folder?: string): UserFiles {
  const found = new Map<string, readonly string[]>()
  const warnings: string[] = []
  const ofNpm = npmAuthorities(environment, folder)
  for (const { name } of trustVariables) {
    const path = environment[name] || (name === 'npm_config_cafile' ? ofNpm : undefined)
    if (!path) continue
    try {
      found.set(name, readCertificates(path))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warnings.push(`${name} is not used: ${path} cannot be read (${reason}).`)
    }
  }
  return { found, warnings }
}

/**
 * The variables by which clients trust the authority, and all that they trust without us: that is
 * the user's file where a variable names one, else the authorities of the system. The files they
 * name are written when they are not there yet.
 */
export function trustFiles(
  settings: Pick<TrustSettings, 'authority' | 'folder'>,
  users: UserFiles,
): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const { adds = false, instead = [], name, onlyIfSet } of trustVariables) {
    if (onlyIfSet && !users.found.has(name)) continue
    const named = [name, ...instead].find((variable) => users.found.has(variable))
    const others = users.found.get(named ?? '') ?? (adds ? [] : systemCertificates())
    variables[name] = bundle(settings, others)
  }
  return variables
}

/** A file with the authority and `others`, named after its content. */
export function bundle(
  { authority, folder }: Pick<TrustSettings, 'authority' | 'folder'>,
  others: readonly string[],
): string {
  const key = `${folder}\n${authority.pem}`
  const paths = written.get(key) ?? new WeakMap<readonly string[], string>()
  written.set(key, paths)
  const before = paths.get(others)
  if (before) return before
  const ours = authority.pem.trim()
  // A child of a child has ours already.
  const rest = others.filter((pem) => pem !== ours)
  if (rest.length === 0) return authority.certPath
  const content = [...rest, ours, ''].join('\n')
  const path = join(folder, `trust-${shortHash(content)}.pem`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeOutdated(folder)
  writePrivately(path, content)
  paths.set(others, path)
  return path
}

/** Bundles whose authority has expired long since. */
function removeOutdated(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/^trust-[\da-f]+\.pem$/.test(name)) continue
    const path = join(folder, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats && Date.now() - stats.mtimeMs > longestUse) rmSync(path, { force: true })
  }
}
