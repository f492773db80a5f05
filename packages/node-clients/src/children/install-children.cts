import type { PatchModule } from '../routing/patch.cts'

const childProcess = require('node:child_process') as typeof import('node:child_process')
const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
const { patch } = require('../routing/patch.cjs') as PatchModule

/** A process that is about to be started. */
interface Child {
  readonly program: string
  readonly environment: NodeJS.ProcessEnv
  readonly folder?: string
  readonly isAwaited: boolean
}

/**
 * The environment of a child, asked in the context of the code that starts it; `undefined`: the one
 * it has.
 */
export type EnvironmentOf = (child: Child) => NodeJS.ProcessEnv | undefined

/** What `ChildProcess` is told of a process. */
interface SpawnOptions {
  readonly file?: unknown
  readonly cwd?: unknown
  readonly envPairs?: readonly string[]
}

/**
 * Gives child processes their environment: those of `spawn`, `exec`, `execFile` and `fork`, which
 * all come to one method, and those of the three synchronous functions.
 *
 * @returns what undoes it
 */
function installChildren(environmentOf: EnvironmentOf): () => void {
  let isActive = true
  const ask: EnvironmentOf = (child) => (isActive ? environmentOf(child) : undefined)
  const undos = [
    patch(childProcess.ChildProcess.prototype, 'spawn', (original) => {
      return function (...[options, ...rest]) {
        return original.call(this, withPairs(options as SpawnOptions, ask), ...rest)
      }
    }),
    ...(['spawnSync', 'execFileSync', 'execSync'] as const).map((name) =>
      patch(childProcess, name, (original) => {
        return function (...parameters) {
          return original.apply(this, withOptions(name, parameters, ask))
        }
      }),
    ),
  ]
  syncBuiltinESMExports()
  return () => {
    isActive = false
    for (const undo of undos) undo()
    syncBuiltinESMExports()
  }
}

function withPairs(options: SpawnOptions, environmentOf: EnvironmentOf): SpawnOptions {
  if (!Array.isArray(options?.envPairs)) return options
  const pairs = options.envPairs.map((pair) => {
    // On Windows names of hidden variables begin with it.
    const end = pair.indexOf('=', 1)
    return [pair.slice(0, end), pair.slice(end + 1)]
  })
  const environment = Object.fromEntries(pairs) as NodeJS.ProcessEnv
  const changed = environmentOf({
    program: String(options.file),
    environment,
    isAwaited: false,
    ...folderOf(options),
  })
  if (!changed) return options
  return { ...options, envPairs: Object.entries(changed).map((pair) => pair.join('=')) }
}

type SyncFunction = 'spawnSync' | 'execFileSync' | 'execSync'

function withOptions(
  name: SyncFunction,
  parameters: readonly unknown[],
  environmentOf: EnvironmentOf,
): unknown[] {
  const [program, second] = parameters
  const hasList = Array.isArray(second) || second === undefined || second === null
  const place = name !== 'execSync' && hasList ? 2 : 1
  const options = (parameters[place] ?? {}) as { readonly cwd?: unknown; readonly env?: unknown }
  // Node says what is wrong with it.
  if (typeof options !== 'object' || typeof program !== 'string') return [...parameters]
  const environment = stringsOf(options.env || process.env)
  const shell = name === 'execSync' ? 'sh' : program
  const env = environmentOf({
    program: shell,
    environment,
    isAwaited: true,
    ...folderOf(options),
  })
  if (!env) return [...parameters]
  const changed = [...parameters]
  if (place === 2) changed[1] ??= []
  changed[place] = { ...options, env }
  return changed
}

/** As Node reads it: inherited variables too, and everything as text. */
function stringsOf(environment: object): NodeJS.ProcessEnv {
  const strings: NodeJS.ProcessEnv = {}
  for (const name in environment) {
    const value = Reflect.get(environment, name) as string | number | undefined
    if (value !== undefined) strings[name] = String(value)
  }
  return strings
}

function folderOf({ cwd }: { readonly cwd?: unknown }): { readonly folder?: string } {
  return typeof cwd === 'string' ? { folder: cwd } : {}
}

/** What the module gives. */
export type InstallChildrenModule = { readonly installChildren: typeof installChildren }

module.exports = { installChildren } satisfies InstallChildrenModule
