import { factsOf } from '../kit/facts.mjs'
import { randomOf } from '../kit/random.mjs'
import { sessionOf } from '../kit/session.mjs'
import { mutators } from '../mutators/index.mjs'

/** Most samples of before that any setting uses. */
const mostSamples = 5

/** Runs that only the mutators' oracle sees. */
const referenceRuns = 10

/**
 * Everything that is compared for one test (`world`) of an application: sessions before, unchanged
 * sessions after, and for each mutator that applies one session after with that single fault. The
 * faulty ones are copies of the `twin`, so that all else is equal.
 *
 * @param {any} app
 * @param {number} seed
 * @param {{ pairs: number, operator?: string }} options
 */
export function casesOf(app, seed, { operator, pairs }) {
  const world = seed
  const run = (number, more = {}) => app.session({ world, seed: seed * 1000 + number, ...more })
  const samplesFrom = (first) => Array.from({ length: mostSamples }, (_, at) => run(first + at))
  const befores = samplesFrom(1)
  const references = Array.from({ length: referenceRuns }, (_, at) => run(901 + at))
  const facts = factsOf(references)
  const twinOptions = { side: 'after' }
  const twin = run(500, twinOptions)
  // What some sample answered from a cache, or not at all, cannot show a fault.
  const statuses = befores.map(
    ({ log }) => new Map(log.entries.map(({ _eval, response }) => [_eval.tag, response.status])),
  )
  const isEligible = ({ _eval, response }) =>
    statuses.every((byTag) => byTag.get(_eval.tag) === response.status)

  const mutated = mutators
    .filter(
      ({ id, variant }) =>
        operator === undefined || operator === id || operator === `${id} ${variant}`,
    )
    .flatMap((mutator) => {
      const context = {
        har: structuredClone(twin),
        random: randomOf('mutation', app.name, seed, mutator.id, mutator.variant),
        facts,
        isEligible,
        runWith: (fault) =>
          app.faults.includes(fault) ? run(500, { ...twinOptions, fault }) : undefined,
      }
      const done = mutator.apply(context)
      return done ? [mutatedCase(mutator, context.har, done)] : []
    })
  return {
    app,
    seed,
    befores: befores.map(sessionOf),
    twin: sessionOf(twin),
    // Each with samples of its own: what happens to be alike in some must not decide all pairs.
    clean: Array.from({ length: pairs }, (_, at) => ({
      befores: samplesFrom(100 + at * 10).map(sessionOf),
      after: sessionOf(run(501 + at, twinOptions)),
    })),
    mutated,
  }
}

function mutatedCase(mutator, har, { entries, path, related = [], tags }) {
  // Entries carry their number, see `harOf`.
  for (const [position, entry] of har.log.entries.entries()) {
    if (entry._hartifact) entry._hartifact.id = String(position).padStart(8, '0')
  }
  return {
    mutator,
    path,
    session: sessionOf(har),
    afterEntries: new Set(entries.map((entry) => har.log.entries.indexOf(entry))),
    related: new Set(related.map((entry) => har.log.entries.indexOf(entry))),
    tags: new Set(tags ?? entries.map(({ _eval }) => _eval.tag)),
  }
}
