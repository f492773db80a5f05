import { readFile } from 'node:fs/promises'
import type { ComparisonOptions } from '../compare/comparison-options.ts'
import { parseProfile, type Profile } from '../compare/noise/profile.ts'
import { compareSettingsFile, parseCompareSettings } from '../compare/settings/compare-settings.ts'
import { HartifactError } from '../errors.ts'

/**
 * What was learnt earlier: as it is, or read from a file.
 *
 * @throws HartifactError `INVALID_ARGUMENT`, `FORMAT_UNKNOWN`, `FORMAT_NEWER`
 */
export async function readProfile(
  profile: Profile | string | undefined,
): Promise<Profile | undefined> {
  if (typeof profile !== 'string') return profile
  return parseProfile(await readText(profile), profile)
}

/**
 * What was given, on top of what the project's settings say: single values replace theirs, lists and
 * tables are added to theirs.
 *
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export async function withSettings(
  given: Omit<ComparisonOptions, 'profile'>,
  settings: string | false | undefined,
): Promise<Omit<ComparisonOptions, 'profile'>> {
  if (settings === false) return given
  const path = settings ?? compareSettingsFile
  const text = await readText(path, settings === undefined)
  if (text === undefined) return given
  const own = parseCompareSettings(text, path)
  const { accept, counts, hostMap, ignore, severity, ...single } = given
  return {
    ...own,
    ...single,
    ...both('accept', own.accept, accept, (one, other) => [...one, ...other]),
    ...both('ignore', own.ignore, ignore, (one, other) => [...one, ...other]),
    ...both('counts', own.counts, counts, (one, other) => ({ ...one, ...other })),
    ...both('hostMap', own.hostMap, hostMap, (one, other) => ({ ...one, ...other })),
    ...both('severity', own.severity, severity, (one, other) => ({ ...one, ...other })),
  }
}

function both<Key extends string, Value>(
  key: Key,
  one: Value | undefined,
  other: Value | undefined,
  unite: (one: Value, other: Value) => Value,
): Partial<Record<Key, Value>> {
  const value = one !== undefined && other !== undefined ? unite(one, other) : (other ?? one)
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>)
}

async function readText(path: string): Promise<string>
async function readText(path: string, mayLack: boolean): Promise<string | undefined>
async function readText(path: string, mayLack = false): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (mayLack && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new HartifactError('INVALID_ARGUMENT', `The file ${path} cannot be read.`, {
      fix: 'Check its path and permissions.',
      cause,
    })
  }
}
