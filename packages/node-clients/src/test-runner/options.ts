import { resolve } from 'node:path'
import {
  type EntryFilter,
  type HarMode,
  harModes,
  HartifactError,
  memoryStore,
  type ProxyOptions,
} from '@hartifact/core'
import type { RouteOptions } from '../node-routing.ts'

/** When the HAR of a test is written, and what is in it. */
export interface HarOptions {
  readonly mode: HarMode
  /** Only these entries are in the file; the session has all. */
  readonly filter?: EntryFilter
}

/**
 * Options of an adapter for a test runner, under the key `hartifact` of the runner's own. All can be
 * written as JSON, since runners hand them to other processes.
 */
export interface AdapterOptions extends Pick<ProxyOptions, 'limits' | 'redact' | 'upstream'> {
  /** Folder of the sessions; default `$HARTIFACT_STORE`, else `.hartifact`. */
  readonly store?: string
  /** Folder of the HARs and of what reporters read; default `test-results/hartifact`. */
  readonly outputDir?: string
  /** When a test's HAR is written, in the words of Playwright's `trace`; default `'on'`. */
  readonly har?: HarMode | HarOptions
  /** Hosts reached without the proxy, see {@link RouteOptions.bypass}. */
  readonly bypass?: readonly string[]
  /** What happens when a client goes around the proxy; default `'warn'`. */
  readonly onEscape?: 'warn' | 'error' | 'ignore'
  /** `false` captures nothing, and costs nothing. */
  readonly enabled?: boolean
}

/** {@link AdapterOptions} with all defaults, and absolute paths. */
export interface ResolvedAdapterOptions {
  readonly enabled: boolean
  readonly outputDir: string
  readonly har: HarOptions
  readonly proxy: ProxyOptions & { readonly store: string }
  readonly routes: RouteOptions
}

const known: readonly (keyof AdapterOptions)[] = [
  'store',
  'outputDir',
  'har',
  'upstream',
  'redact',
  'limits',
  'bypass',
  'onEscape',
  'enabled',
]

/**
 * Checks the options of an adapter and fills in the defaults.
 *
 * @param rootDir - absolute; relative paths are relative to it
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export function resolveAdapterOptions(given: unknown, rootDir: string): ResolvedAdapterOptions {
  const options = checkKeys('hartifact', given ?? {}, known) as AdapterOptions
  const { bypass, enabled = true, har = 'on', limits, onEscape, redact, upstream } = options
  checkOneOf('enabled', enabled, [true, false])
  if (onEscape !== undefined) checkOneOf('onEscape', onEscape, ['warn', 'error', 'ignore'])
  if (bypass !== undefined && !isTexts(bypass)) throw unusable('bypass', bypass, 'a list of hosts')
  for (const name of ['store', 'outputDir'] as const) {
    const path = options[name]
    if (path !== undefined && (typeof path !== 'string' || path === '')) {
      throw unusable(name, path, 'a path')
    }
  }
  return {
    enabled,
    outputDir: resolve(rootDir, options.outputDir ?? 'test-results/hartifact'),
    har: resolveHar(har),
    proxy: {
      store: storeFolder(options.store, rootDir),
      ...(limits !== undefined && { limits }),
      ...(redact !== undefined && { redact }),
      ...(upstream !== undefined && { upstream }),
    },
    routes: {
      ...(bypass !== undefined && { bypass }),
      ...(onEscape !== undefined && { onEscape }),
    },
  }
}

function resolveHar(har: unknown): HarOptions {
  const given = typeof har === 'string' ? { mode: har } : har
  const options = checkKeys('har', given, ['mode', 'filter']) as HarOptions
  checkOneOf('har', options.mode, harModes)
  return options
}

function storeFolder(store: string | undefined, rootDir: string): string {
  if (store === memoryStore) {
    throw new HartifactError('INVALID_ARGUMENT', 'The store of test runs must be a folder.', {
      fix: 'Leave the option store out, or give it a path.',
    })
  }
  return store === undefined
    ? resolve(process.env['HARTIFACT_STORE'] || resolve(rootDir, '.hartifact'))
    : resolve(rootDir, store)
}

function checkKeys(option: string, given: unknown, keys: readonly string[]): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw unusable(option, given, `an object with any of ${keys.join(', ')}`)
  }
  for (const key of Object.keys(given)) {
    if (keys.includes(key)) continue
    throw new HartifactError('INVALID_ARGUMENT', `The option ${option} has no property "${key}".`, {
      fix: `It has ${keys.join(', ')}.`,
    })
  }
  return given
}

function checkOneOf(option: string, given: unknown, values: readonly unknown[]): void {
  if (values.includes(given)) return
  throw unusable(option, given, `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`)
}

function unusable(option: string, given: unknown, wanted: string): HartifactError {
  const shown = JSON.stringify(given) ?? String(given)
  return new HartifactError('INVALID_ARGUMENT', `The option ${option} cannot be ${shown}.`, {
    fix: `Use ${wanted}.`,
  })
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
