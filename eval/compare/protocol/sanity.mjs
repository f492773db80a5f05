import { exact } from '../methods/exact.mjs'
import { mutators } from '../mutators/index.mjs'
import { sessionOf } from '../kit/session.mjs'
import { casesOf } from './cases.mjs'

/** Operators whose noise a comparison of parsed values cannot see in every run. */
const unseen = new Set(['N9'])

/**
 * Proves that the simulators do what they say. Returns what is wrong, and a table of which fault
 * applies to which application.
 */
export function checkSimulators(apps, seeds) {
  const problems = apps.flatMap((app) => [...checkRuns(app), ...checkNoise(app)])
  const table = []
  const applied = new Map()
  for (const app of apps) {
    for (const seed of seeds) {
      const { mutated, twin } = casesOf(app, seed, { pairs: 0 })
      const unchanged = JSON.stringify(twin.har)
      for (const { afterEntries, mutator, session, tags } of mutated) {
        const key = `${mutator.id} ${mutator.variant}`
        if (JSON.stringify(session.har) === unchanged)
          problems.push(`${app.name}: ${key} changes nothing with seed ${seed}`)
        if (afterEntries.size === 0 && tags.size === 0)
          problems.push(`${app.name}: ${key} names no entry`)
        if (afterEntries.has(-1))
          problems.push(`${app.name}: ${key} names an entry that is not there`)
        if (session.imported.issues.length > 0)
          problems.push(`${app.name}: ${key}: ${session.imported.issues[0].what}`)
        applied.set(`${key} ${app.name}`, (applied.get(`${key} ${app.name}`) ?? 0) + 1)
      }
    }
  }
  for (const { expected, id, variant } of mutators) {
    const counts = Object.fromEntries(
      apps.map(({ name }) => [name, String(applied.get(`${id} ${variant} ${name}`) ?? '-')]),
    )
    if (Object.values(counts).every((count) => count === '-'))
      problems.push(`${id} ${variant} applies to no application`)
    table.push({ operator: id, variant, expected, ...counts })
  }
  return {
    problems,
    coverage: { title: `Faults by application, applied with ${seeds.length} seeds`, rows: table },
  }
}

function checkRuns(app) {
  const text = (options) => JSON.stringify(app.session(options))
  const problems = []
  if (text({ seed: 3 }) !== text({ seed: 3 }))
    problems.push(`${app.name}: the same seed gives another session`)
  if (text({ seed: 3, noise: [] }) !== text({ seed: 4, noise: [] }))
    problems.push(`${app.name}: without noise, runs differ`)
  const { entries } = app.session({ seed: 3 }).log
  if (entries.length < 15 || entries.length > 50)
    problems.push(`${app.name}: ${entries.length} entries`)
  const { issues } = sessionOf(app.session({ seed: 3 })).imported
  if (issues.length > 0) problems.push(`${app.name}: ${issues[0].what}`)
  return problems
}

/** Each operator alone must make runs differ, in a way that exact comparison reports. */
function checkNoise(app) {
  return app.noise.flatMap((operator) => {
    const sessions = [1, 2, 3, 4, 5, 6].map((seed) =>
      app.session({ seed, noise: [operator], side: seed % 2 === 0 ? 'after' : 'before' }),
    )
    const texts = new Set(
      sessions.map((session) =>
        JSON.stringify(
          session.log.entries.map(
            ({ startedDateTime: _start, time: _time, timings: _timings, ...entry }) => entry,
          ),
        ),
      ),
    )
    if (texts.size === 1) return [`${app.name}: ${operator} makes no noise`]
    const [before, ...others] = sessions.map(sessionOf)
    const isSeen = others.some(
      (after) => exact.compare({ before, after, baselines: [] }).length > 0,
    )
    return isSeen || unseen.has(operator)
      ? []
      : [`${app.name}: ${operator} is not seen by exact comparison`]
  })
}
