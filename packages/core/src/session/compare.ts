import type { Comparison, LearnResult } from '../compare/index.ts'
import { validateOptions } from '../compare/settings/validate-options.ts'
import { HartifactError } from '../errors.ts'
import { readProfile, withSettings } from './compare-files.ts'
import type { Comparable, CompareOptions, LearnOptions } from './compare-options.ts'
import { type ComparedSession, comparedSessions } from './compare-sessions.ts'

export type { Comparable, CompareOptions, FindOptions, LearnOptions } from './compare-options.ts'

/**
 * Compares two sessions: which requests belong together, what differs between them, which of that is
 * noise, and how much the rest matters. A recording is waited for first.
 *
 * @param before - how it was
 * @param after - how it is now
 * @throws HartifactError `NAME_NOT_FOUND` for a session or file that is not there; `FORMAT_UNKNOWN`
 *   for a file that is no HAR, or only a part of one; `FORMAT_NEWER`; `INVALID_ARGUMENT` for an option
 *   that cannot be meant; `TIMED_OUT` when exchanges of a recording do not end
 * @example
 * ```ts
 * import { compare } from '@hartifact/core'
 *
 * const comparison = await compare('Before Deploy v2.5', 'After Deploy v2.5', {
 *   hostMap: { 'uat1.*': 'uat2.*' },
 *   baselines: ['runs/before-2.har', 'runs/before-3.har'],
 * })
 * if (comparison.verdict !== 'equivalent') console.log(comparison.text())
 * ```
 */
export async function compare(
  before: Comparable,
  after: Comparable,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { baselines = [], profile, settings, store, timeout, ...given } = options
  validateOptions(given)
  const complete = await withSettings(given, settings)
  const learnt = await readProfile(profile)
  await using sessions = comparedSessions({ store, timeout })
  const [first, second, ...others] = await sessions.readAll([before, after, ...baselines])
  // Loaded when it is needed: parsers of HTML, XML and CSV come with it.
  const { compareSources } = await import('../compare/index.ts')
  return compareSources(first!.source, second!.source, {
    ...complete,
    ...(learnt && { profile: learnt }),
    baselines: others.map(({ source }) => source),
  })
}

/**
 * Learns from sessions that did the same what differs between them by nature. Sessions of one name
 * are repeats of each other; when all have names of their own, all are.
 *
 * @returns the profile, in which `profile` of the options is contained, what was learnt, and what was
 *   not because it would hide faults
 * @throws HartifactError as {@link compare}; `INVALID_ARGUMENT` without sessions
 * @example
 * ```ts
 * import { learn, printProfile } from '@hartifact/core'
 * import { writeFile } from 'node:fs/promises'
 *
 * const { learnt, profile } = await learn(['runs/1.har', 'runs/2.har', 'runs/3.har'])
 * for (const { endpoint, path, what } of learnt) console.log(endpoint, path, what)
 * await writeFile('hartifact.profile.json', printProfile(profile))
 * ```
 */
export async function learn(
  sessions: readonly Comparable[],
  options: LearnOptions = {},
): Promise<LearnResult> {
  if (!Array.isArray(sessions) || sessions.length === 0) {
    throw new HartifactError('INVALID_ARGUMENT', 'There is nothing to learn from.', {
      fix: 'Give a list of sessions that did the same, three or more: learn([one, two, three]).',
    })
  }
  const { profile, store, timeout } = options
  const before = await readProfile(profile)
  await using read = comparedSessions({ store, timeout })
  const groups = repeats(await read.readAll(sessions))
  const { learnProfile } = await import('../compare/index.ts')
  return learnProfile(
    groups.map((group) => group.map(({ source }) => source)),
    before,
  )
}

/** Sessions by their name; one group when no name comes twice. */
function repeats(sessions: readonly ComparedSession[]): ComparedSession[][] {
  const groups = new Map<string, ComparedSession[]>()
  for (const session of sessions) {
    const { name } = session.info
    groups.set(name, [...(groups.get(name) ?? []), session])
  }
  return groups.size === sessions.length ? [[...sessions]] : [...groups.values()]
}
