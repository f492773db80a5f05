import { align } from './align/align.ts'
import { learnEndpoints } from './align/learn-endpoints.ts'
import type { ComparedSource, Sample } from './exchange.ts'
import { learnEvidence } from './noise/learn-evidence.ts'
import { loadShapes } from './noise/load-shapes.ts'
import { type Profile, profileVersion } from './noise/profile.ts'
import { learntVariations, placesOf, saveShape } from './noise/save-shapes.ts'
import type { Shape } from './noise/shape.ts'
import { factsOf } from './noise/string-facts.ts'
import { readSample } from './read-sample.ts'

/** A place that differs between sessions that did the same. */
export interface LearntPlace {
  /** For instance `GET /api/products/{id}`. */
  readonly endpoint: string
  /** For instance `response.body.items[].stock`. */
  readonly path: string
  /** What values it may have, or why it was not learnt, as half a sentence. */
  readonly what: string
}

/** What came of learning. */
export interface LearnResult {
  readonly profile: Profile
  /** What is noise from now on, as long as values stay in their domain. */
  readonly learnt: readonly LearntPlace[]
  /** What differs and is not noise: fields that are sometimes missing, other types. */
  readonly refused: readonly LearntPlace[]
}

/**
 * Learns from sessions what differs although nothing changed, and what values each place has.
 *
 * @param groups - each holds sessions that did the same; one alone teaches only what values there are
 * @param profile - an earlier one, which is added to and never narrowed
 */
export async function learnProfile(
  groups: ReadonlyArray<readonly ComparedSource[]>,
  profile?: Profile,
): Promise<LearnResult> {
  const samples: Sample[][] = []
  for (const group of groups) {
    const read: Sample[] = []
    for (const source of group) read.push(await readSample(source))
    samples.push(read)
  }
  const names = learnEndpoints(samples.flat().map(({ exchanges }) => exchanges))
  const shapes = loadShapes(profile)
  for (const [first, ...others] of samples) {
    if (!first) continue
    const baselines = others.map((sample) => ({
      sample,
      alignment: align(first.exchanges, sample.exchanges, names),
    }))
    learnEvidence(first, baselines, names, shapes)
  }
  const endpoints = [...shapes].map(([endpoint, shape]) => [endpoint, saveShape(shape)] as const)
  return {
    profile: {
      version: profileVersion,
      sessions: samples.flat().length + (profile?.sessions ?? 0),
      endpoints: Object.fromEntries(endpoints),
    },
    learnt: listPlaces(shapes, (shape) => learntText(shape)),
    refused: listPlaces(shapes, (shape) => refusedText(shape)),
  }
}

function listPlaces(
  shapes: ReadonlyMap<string, Shape>,
  textOf: (shape: Shape) => string | undefined,
): LearntPlace[] {
  return [...shapes].flatMap(([endpoint, root]) =>
    placesOf(root).flatMap(({ path, shape }) => {
      const what = textOf(shape)
      return what === undefined ? [] : [{ endpoint, path, what }]
    }),
  )
}

function learntText(shape: Shape): string | undefined {
  const varied = learntVariations(shape)
  if (!varied) return undefined
  const { lists, numbers, strings } = shape
  const parts = [
    varied.value && numbers && `numbers from ${numbers.least} to ${numbers.most}`,
    varied.value && strings && `texts: ${[...factsOf(strings).classes.keys()].join(', ')}`,
    varied.value && !numbers && !strings && 'other values',
    varied.membership && lists && `lists of ${lists.shortest} to ${lists.longest} items`,
    varied.order && 'items in any order',
  ]
  return parts.filter((part) => typeof part === 'string').join('; ')
}

function refusedText({ varied }: Shape): string | undefined {
  if (varied.presence) return 'it is sometimes missing, and structure is never noise'
  if (varied.type) return 'its type differs, and structure is never noise'
  return undefined
}
