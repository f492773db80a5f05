import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The Jest that runs in this process. */
export interface RunningJest {
  readonly version: string
  /** Loads what is installed for it. */
  readonly require: NodeJS.Require
}

const runnerModule = /[\\/]jest-runner[\\/]build[\\/][^\\/]+$/

/**
 * Jest's own runner is loaded before any environment, so the copy that runs is known, whatever else
 * is installed beside this package. `undefined` with a runner that is not Jest's.
 */
export function runningJest(): RunningJest | undefined {
  const path = Object.keys(require.cache).findLast((name) => runnerModule.test(name))
  if (path === undefined) return undefined
  const own = createRequire(path)
  const { version } = own(join(dirname(path), '..', 'package.json')) as { version: string }
  return { version, require: own }
}
