import { casesOf } from './cases.mjs'
import { judge } from './judge.mjs'

/**
 * Compares everything with every method, with each number of samples of before.
 *
 * @param {object} settings
 * @param {readonly any[]} settings.apps
 * @param {readonly import('../methods/index.mjs').Method[]} settings.methods
 * @param {readonly number[]} settings.samples
 * @param {readonly number[]} settings.seeds
 * @param {number} settings.pairs Unchanged sessions after per seed, beside the twin.
 * @param {string} [settings.operator]
 */
export async function evaluate(settings) {
  const { apps, methods, operator, pairs, samples, seeds } = settings
  const cleanRuns = []
  const faultRuns = []
  for (const app of apps) {
    for (const seed of seeds) {
      const cases = casesOf(app, seed, { pairs, operator })
      for (const k of samples) {
        for (const method of methods) {
          // What does not learn says the same whatever the number of samples.
          if (!method.learns && k !== samples[0]) continue
          const about = { app: app.name, seed, k, method: method.name }
          const compare = comparer(method, app, k)
          const twin = await compare(cases.befores, cases.twin)
          cleanRuns.push({ ...about, ...withoutNoise(twin) })
          for (const { after, befores } of cases.clean) {
            cleanRuns.push({ ...about, ...withoutNoise(await compare(befores, after)) })
          }
          for (const fault of cases.mutated) {
            const result = await compare(cases.befores, fault.session)
            const { expected, id, variant } = fault.mutator
            const verdict = judge(result.findings, twin.findings, fault, cases.befores[0])
            const { milliseconds } = result
            faultRuns.push({
              ...about,
              id,
              variant,
              expected,
              place: fault.path,
              tags: [...fault.tags],
              milliseconds,
              ...verdict,
            })
          }
        }
      }
    }
  }
  return { cleanRuns, faultRuns }
}

function comparer(method, { hostMap }, k) {
  return async (befores, after) => {
    const [before, ...baselines] = befores.slice(0, k)
    const begin = performance.now()
    const findings = await method.compare({ before, after, baselines, hostMap })
    return { findings: findings.map(brief), milliseconds: performance.now() - begin }
  }
}

const withoutNoise = ({ findings, milliseconds }) => ({
  findings: findings.filter(({ severity }) => severity !== 'noise'),
  milliseconds,
})

/** What the tables need of a finding; values can be long. */
function brief({
  after,
  afterEntries,
  before,
  beforeEntries,
  causedBy,
  endpoint,
  fingerprint,
  path,
  reason,
  rule,
  severity,
}) {
  const short = (value) => (value === undefined ? undefined : JSON.stringify(value)?.slice(0, 80))
  return {
    severity,
    rule,
    endpoint,
    path,
    before: short(before),
    after: short(after),
    beforeEntries,
    afterEntries,
    ...(fingerprint && { fingerprint }),
    ...(causedBy && { causedBy }),
    ...(reason && { reason }),
  }
}
