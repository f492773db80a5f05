import { dirname } from 'node:path'
import type { Authority } from '@hartifact/core'
import { clientVariables } from './client-variables.ts'
import { readUserFiles, trustFiles } from './trust-files.ts'
import { wgetSettings } from './wget-settings.ts'

/** What {@link childEnvironment} needs to know. */
export interface ChildSettings {
  /** Where the traffic is to go: a `Recording`, or the URL of any proxy. */
  readonly target: { readonly taggedProxyUrl: string }
  readonly authority: Authority
  /** What the child would have without us; default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv
  /** Hosts that are reached without the proxy; default none. */
  readonly bypass?: readonly string[]
  /** Where the child runs; default: here. */
  readonly workingFolder?: string
  /**
   * A folder of the user's alone for bundles of authorities; default: that of the authority, where
   * all processes share them.
   */
  readonly folder?: string
}

/**
 * The environment in which the HTTP clients of a child process use the proxy and trust its
 * authority. What the child trusts anyway it still does: bundles that variables name are merged into
 * new ones, and `NODE_OPTIONS` are extended.
 *
 * Files are read and written at the first call only, and when a bundle has changed.
 *
 * @throws Error when a file cannot be written
 */
export function childEnvironment(settings: ChildSettings): NodeJS.ProcessEnv {
  const { authority, bypass = [], environment = process.env, target, workingFolder } = settings
  const folder = settings.folder ?? dirname(authority.certPath)
  const users = readUserFiles(environment, workingFolder)
  const added = {
    ...clientVariables({ proxyUrl: target.taggedProxyUrl, authority, environment, bypass }),
    ...trustFiles({ authority, folder }, users),
    WGETRC: wgetSettings({ authority, environment, folder }),
  }
  return { ...withoutNames(environment, Object.keys(added)), ...added }
}

/** On Windows `Path` and `PATH` are one variable. */
function withoutNames(environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  if (process.platform !== 'win32') return environment
  const replaced = new Set(names.map((name) => name.toUpperCase()))
  const others = Object.entries(environment).filter(([name]) => !replaced.has(name.toUpperCase()))
  return Object.fromEntries(others)
}
