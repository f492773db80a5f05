import { HartifactError } from '../../errors.ts'
import type { PlaceDomain } from './place-domain.ts'

/** Newest version of the file that is understood. */
export const profileVersion = 1

/**
 * What was learnt about noise from sessions that did the same: for each endpoint and place the
 * domain of its values. It never says "ignore this". It holds lengths, ranges, forms and hashes of
 * words, never the values themselves.
 */
export interface Profile {
  readonly version: typeof profileVersion
  /** Sessions it was learnt from. */
  readonly sessions: number
  /** By endpoint, then by place, for instance `response.body.items[].price`. */
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, PlaceDomain>>>>
}

/**
 * Reads the text of a profile.
 *
 * @param file - how it is called in messages
 * @throws HartifactError `FORMAT_NEWER` when a newer version of Hartifact wrote it, `FORMAT_UNKNOWN`
 *   when it is no profile
 */
export function parseProfile(text: string, file: string): Profile {
  const value = parse(text, file)
  const version: unknown = Reflect.get(value, 'version')
  if (typeof version === 'number' && version > profileVersion) {
    throw new HartifactError('FORMAT_NEWER', `${file} is a profile of version ${version}.`, {
      fix: 'Update @hartifact/core, or learn the profile anew with this version.',
    })
  }
  const sessions: unknown = Reflect.get(value, 'sessions')
  const endpoints: unknown = Reflect.get(value, 'endpoints')
  const isOne = version === profileVersion && typeof sessions === 'number' && isPlain(endpoints)
  if (!isOne || !Object.values(endpoints).every((places) => isPlaces(places))) {
    throw noProfile(file, 'its version, sessions or endpoints are not as they should be')
  }
  return value as Profile
}

/** The text of a profile: sorted, so that changes can be reviewed. */
export function printProfile(profile: Profile): string {
  const { endpoints, sessions, version } = profile
  const sorted = sortKeys(endpoints, (places) => sortKeys(places, (domain) => domain))
  return `${JSON.stringify({ version, sessions, endpoints: sorted }, undefined, 2)}\n`
}

function parse(text: string, file: string): object {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw noProfile(file, 'it is not JSON', cause)
  }
  if (!isPlain(value)) throw noProfile(file, 'it is no object')
  return value
}

function noProfile(file: string, why: string, cause?: unknown): HartifactError {
  return new HartifactError('FORMAT_UNKNOWN', `${file} is not a profile: ${why}.`, {
    fix: 'Learn one with `hartifact learn`, or give the file that it wrote.',
    cause,
  })
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlaces(places: unknown): boolean {
  return (
    isPlain(places) &&
    Object.values(places).every(
      (domain) => isPlain(domain) && isPlain(Reflect.get(domain, 'types')),
    )
  )
}

function sortKeys<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Record<string, U> {
  const entries = Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]))
}
