import { readdir, unlink } from 'node:fs/promises'
import { basename, dirname, extname, join, relative } from 'node:path'
import { HartifactError } from '../errors.ts'
import { harFileName } from '../session/har-file-name.ts'
import { fileStem } from '../session/test-manifest.ts'

/** Where the samples of a baseline are. */
export interface BaselinePlace {
  readonly folder: string
  /** Of the files, without `.har` and without the number of a sample. */
  readonly stem: string
}

/** So many samples are kept: what differs by nature is known by then. */
const mostSamples = 9

/** The longest that `harFileName` gives. */
const longestStem = 60

/**
 * The place of a baseline: `__baselines__/<test file>/<name>.har` beside the file of tests.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a name that is none
 */
export function baselinePlace(testFile: string, name: unknown): BaselinePlace {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new HartifactError('INVALID_ARGUMENT', 'A baseline must have a name.', {
      fix: "Give one: toMatchBaseline('checkout'). Options come second.",
    })
  }
  const tests = basename(testFile, extname(testFile))
  const plain = basename(harFileName(name), '.har')
  // Names that were cut may begin alike.
  const stem = Array.from(plain).length < longestStem ? plain : fileStem([name], name)
  return { folder: join(dirname(testFile), '__baselines__', tests), stem }
}

/** Paths of the samples that are there, in order: `name.har`, `name.2.har`, … */
export async function baselineSamples({ folder, stem }: BaselinePlace): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .map((file) => ({ file, number: sampleNumber(file, stem) }))
    .filter(({ number }) => number > 0)
    .toSorted((one, other) => one.number - other.number)
    .map(({ file }) => join(folder, file))
}

/** Path of the first sample. */
export function firstSample({ folder, stem }: BaselinePlace): string {
  return join(folder, `${stem}.har`)
}

/** Path of the next sample; undefined when there are enough. */
export async function nextSample(place: BaselinePlace): Promise<string | undefined> {
  const taken = await baselineSamples(place)
  if (taken.length === 0) return firstSample(place)
  const last = sampleNumber(basename(taken.at(-1)!), place.stem)
  return last < mostSamples ? join(place.folder, `${place.stem}.${last + 1}.har`) : undefined
}

/** Removes what was replaced. */
export async function removeSamples(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => unlink(path).catch(() => {})))
}

/** A path for people. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

/** 0 for a file that is no sample of this baseline. */
function sampleNumber(file: string, stem: string): number {
  if (file === `${stem}.har`) return 1
  const number = /^\.([2-9])\.har$/.exec(file.startsWith(stem) ? file.slice(stem.length) : '')?.[1]
  return Number(number ?? 0)
}
