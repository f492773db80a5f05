import { atLeast, failOn, share, summarize } from './summary.mjs'

/**
 * A table is a title and rows of texts with the same keys.
 *
 * @typedef {{ title: string, rows: ReadonlyArray<Readonly<Record<string, string>>> }} Table
 */

const percent = (value) =>
  value === undefined ? '-' : (value * 100).toFixed(value > 0.995 && value < 1 ? 1 : 0)
const decimal = (value) => (value === undefined ? '-' : value.toFixed(value < 10 ? 1 : 0))

/** One row per application, number of samples and method. */
export function methodTable({ cleanRuns, faultRuns }, methods, title) {
  const rows = []
  const apps = [...new Set(cleanRuns.map(({ app }) => app))]
  const samples = [...new Set(cleanRuns.map(({ k }) => k))]
  for (const app of [...apps, ...(apps.length > 1 ? [undefined] : [])]) {
    for (const k of samples) {
      for (const { isGraded, name } of methods) {
        const of = (runs) =>
          runs.filter(
            (run) => (app === undefined || run.app === app) && run.k === k && run.method === name,
          )
        const numbers = summarize(of(cleanRuns), of(faultRuns), k, isGraded)
        if (numbers.pairs + numbers.faults === 0) continue
        rows.push({
          app: app ?? 'all',
          k: String(k),
          method: name,
          'clean %': percent(numbers.clean),
          'clean W/B': `${percent(numbers.cleanAtWarning)}/${percent(numbers.cleanAtBreaking)}`,
          'alarms/clean': decimal(numbers.alarmsPerClean),
          'findings/clean': decimal(numbers.findingsPerClean),
          'recall %': percent(numbers.recall),
          'recall B %': percent(numbers.breakingRecall),
          'B as B %': percent(numbers.breakingStopped),
          'precision %': percent(numbers.precision),
          'gate prec. %': percent(numbers.gatePrecision),
          'severity %': percent(numbers.severity),
          'rule %': percent(numbers.rule),
          ms: decimal(numbers.milliseconds),
        })
      }
    }
  }
  return { title, rows }
}

/** One row per operator and variant: found / severity right, per application, for one method. */
export function operatorTable({ faultRuns }, method, k) {
  const runs = faultRuns.filter((run) => run.method === method && run.k === k)
  const apps = [...new Set(runs.map(({ app }) => app))]
  const kinds = [...new Set(runs.map(({ id, variant }) => `${id} ${variant}`))]
  const rows = kinds.map((kind) => {
    const ofKind = runs.filter(({ id, variant }) => `${id} ${variant}` === kind)
    const [id, ...words] = kind.split(' ')
    return {
      operator: id,
      variant: words.join(' '),
      expected: ofKind[0].expected,
      ...Object.fromEntries(
        apps.map((app) => {
          const some = ofKind.filter((run) => run.app === app)
          return [app, some.length === 0 ? '' : foundAndRight(some)]
        }),
      ),
      all: foundAndRight(ofKind),
    }
  })
  return { title: `${method}, ${k} sample(s) of before: found % / severity right %`, rows }
}

function foundAndRight(runs) {
  const found = runs.filter(({ isFound }) => isFound)
  return `${percent(share(runs, ({ isFound }) => isFound))} / ${percent(share(found, ({ isSeverityRight }) => isSeverityRight))}`
}

/** What was missed, what was graded wrong, and what was said without reason, most frequent first. */
export function failureTables({ cleanRuns, faultRuns }, { isGraded, name }, k) {
  const faults = faultRuns.filter((run) => run.method === name && run.k === k)
  const cleans = cleanRuns.filter((run) => run.method === name && run.k === k)
  const label = ({ app, id, seed, variant }) => ({ app, operator: id, variant, seed: String(seed) })
  const missed = faults
    .filter(({ isFound }) => !isFound)
    .map((run) => ({
      ...label(run),
      expected: run.expected,
      tags: run.tags.slice(0, 2).join(' '),
      path: run.place,
      silenced: run.silenced
        .map(({ reason, rule }) => `${rule} (${reason ?? ''})`)
        .slice(0, 2)
        .join('; '),
    }))
  const wrong = faults
    .filter(({ isFound, isSeverityRight }) => isGraded && isFound && !isSeverityRight)
    .map((run) => ({
      ...label(run),
      expected: run.expected,
      got: run.worst ?? '-',
      by: [
        ...new Set(
          run.due.filter(({ severity }) => severity === run.worst).map(({ rule }) => rule),
        ),
      ]
        .slice(0, 2)
        .join(' '),
      tags: run.tags.slice(0, 2).join(' '),
      path: run.place,
    }))
  return [
    { title: `Missed (${missed.length} of ${faults.length})`, rows: missed },
    { title: `Severity not as expected (${wrong.length})`, rows: wrong },
    countTable(
      `False alarms in ${cleans.length} unchanged pairs, at ${failOn(k)} and above`,
      cleans.flatMap(({ app, findings, seed }) =>
        atLeast(findings, failOn(k), isGraded).map((finding) => ({ app, seed, finding })),
      ),
    ),
    countTable(
      'False alarms beside a fault that the twin does not have',
      faults.flatMap(({ app, falseAlarms, id, seed }) => {
        const known = new Set(
          cleans
            .filter((run) => run.app === app && run.seed === seed)
            .flatMap(({ findings }) => findings.map(line)),
        )
        return falseAlarms
          .filter((finding) => !known.has(line(finding)))
          .map((finding) => ({ app, seed: `${id}/${seed}`, finding }))
      }),
    ),
  ]
}

const line = ({ endpoint, path, rule }) => `${rule} ${endpoint} ${path}`

function countTable(title, alarms) {
  const groups = new Map()
  for (const { app, finding, seed } of alarms) {
    const key = `${app} ${finding.severity} ${line(finding)}`
    const group = groups.get(key) ?? { app, finding, seeds: new Set(), count: 0 }
    groups.set(key, group)
    group.count++
    group.seeds.add(seed)
  }
  const rows = [...groups.values()]
    .toSorted((one, other) => other.count - one.count)
    .map(({ app, count, finding, seeds }) => ({
      app,
      count: String(count),
      seeds: [...seeds].slice(0, 4).join(' '),
      severity: finding.severity,
      rule: finding.rule,
      endpoint: finding.endpoint.slice(0, 60),
      path: finding.path.slice(0, 60),
    }))
  return { title, rows }
}
