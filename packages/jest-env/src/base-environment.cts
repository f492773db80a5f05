import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runningJest } from './running-jest.cts'
import { toldError } from './told-error.cts'

/**
 * The class of an environment of Jest. The one of the Jest that runs comes first: the environments of
 * another version do not work with it. A package manager that links strictly has them beside this
 * package or the project.
 *
 * @throws Error with the code `INVALID_ARGUMENT` that names the command to install it
 */
export function baseEnvironment(name: string): unknown {
  const project = createRequire(join(process.cwd(), 'package.json'))
  const places = [runningJest()?.require, require, project]
  for (const load of places) {
    if (!load) continue
    const path = tryResolve(load, name)
    if (path !== undefined) return defaultOf(load(path))
  }
  throw toldError(
    'INVALID_ARGUMENT',
    `The package ${name} is not installed.`,
    `Run npm install --save-dev ${name}, in the version of your jest.`,
  )
}

function tryResolve(load: NodeJS.Require, name: string): string | undefined {
  try {
    return load.resolve(name)
  } catch {
    return undefined
  }
}

/** Environments are written as modules of both kinds. */
function defaultOf(loaded: unknown): unknown {
  const { default: inner } = loaded as { readonly default?: unknown }
  return inner ?? loaded
}
