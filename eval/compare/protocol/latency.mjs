import { shop } from '../apps/shop/shop.mjs'
import { harOf } from '../kit/har-entry.mjs'
import { randomOf } from '../kit/random.mjs'
import { sessionOf } from '../kit/session.mjs'
import { share } from './summary.mjs'

const perSide = 10
const slowTags = ['orders', 'product:1', 'cart', 'me', 'reviews', 'prices']

/**
 * M38 and M39: a suite runs the same test ten times on each side, so that each endpoint has ten
 * samples; the machine is as fast as it happens to be that day.
 *
 * @param {readonly number[]} seeds
 * @param {import('../methods/index.mjs').Method | undefined} ours
 */
export async function latencyTable(seeds, ours) {
  const settings = [
    { name: 'unchanged, same machine', pace: {}, drift: 0 },
    { name: 'unchanged, drift 0.2', pace: {}, drift: 0.2 },
    { name: 'M38 x2, same machine', slow: 2, drift: 0 },
    { name: 'M38 x2, drift 0.2', slow: 2, drift: 0.2 },
    { name: 'M38 x1.5, drift 0.2', slow: 1.5, drift: 0.2 },
    { name: 'M39 x1.3 on all, same machine', pace: { all: 1.3 }, drift: 0 },
  ]
  const detectors = [meanRule, ...(ours ? [ourRule(ours)] : [])]
  const rows = []
  for (const { drift, name, pace, slow } of settings) {
    for (const detector of detectors) {
      const runs = []
      for (const seed of seeds) {
        const tag = slowTags[seed % slowTags.length]
        const after = slow === undefined ? pace : { slow: { [tag]: slow } }
        const sides = [suite(seed, 1, drift, {}), suite(seed, 2, drift, after)]
        const target = slow === undefined ? undefined : tag
        runs.push(await detector.detect(...sides, target))
      }
      rows.push({
        case: name,
        rule: detector.name,
        'endpoint named %': slow === undefined ? '-' : percent(share(runs, ({ hit }) => hit)),
        'all slower %': percent(share(runs, ({ global }) => global)),
        'false endpoints': (runs.reduce((sum, run) => sum + run.others, 0) / runs.length).toFixed(
          1,
        ),
        'suites with a false endpoint %': percent(share(runs, ({ others }) => others > 0)),
      })
    }
  }
  return { title: `Latency, ${perSide} samples a side, ${seeds.length} suites`, rows }
}

const percent = (value) => (value === undefined ? '-' : (value * 100).toFixed(0))

/** Ten runs of a test, recorded into one session. */
function suite(seed, side, drift, pace) {
  const factor = Math.exp(drift * randomOf('drift', seed, side).normal())
  const hars = Array.from({ length: perSide }, (_, at) =>
    shop.session({
      world: seed,
      seed: seed * 1000 + side * 100 + at,
      pace: { ...pace, drift: factor },
    }),
  )
  const entries = hars.flatMap(({ log }, run) =>
    log.entries.map((entry) => ({
      ...entry,
      startedDateTime: new Date(
        Date.parse(hars[0].log.entries[0].startedDateTime) +
          run * 60_000 +
          Date.parse(entry.startedDateTime) -
          Date.parse(log.entries[0].startedDateTime),
      ).toISOString(),
    })),
  )
  return sessionOf(harOf(entries, 'suite'))
}

/** "Mean 20 % slower", per endpoint; it is even told which entries belong together. */
const meanRule = {
  name: 'mean +20 %',
  async detect(before, after, target) {
    const [left, right] = [meansOf(before), meansOf(after)]
    const slower = [...left]
      .filter(([tag, mean]) => right.get(tag) > mean * 1.2)
      .map(([tag]) => tag)
    return {
      hit: target !== undefined && slower.includes(target),
      global: false,
      others: slower.filter((tag) => tag !== target).length,
    }
  },
}

function meansOf({ har, tags }) {
  const waits = new Map()
  for (const [position, entry] of har.log.entries.entries()) {
    const tag = tags[position]
    if (/~|poll/.test(tag)) continue
    waits.set(tag, [...(waits.get(tag) ?? []), entry.timings.wait])
  }
  return new Map(
    [...waits].map(([tag, list]) => [tag, list.reduce((sum, wait) => sum + wait, 0) / list.length]),
  )
}

function ourRule(method) {
  return {
    name: method.name,
    async detect(before, after, target) {
      const findings = await method.compare({ before, after, baselines: [] })
      const slower = findings.filter(({ rule }) => rule === 'latency.slower')
      const isTarget = ({ afterEntries, beforeEntries }) =>
        target !== undefined &&
        (afterEntries.some((position) => after.tags[position].startsWith(target)) ||
          beforeEntries.some((position) => before.tags[position].startsWith(target)))
      return {
        hit: slower.some(isTarget),
        global: findings.some(
          ({ rule, severity }) => rule === 'latency.all-slower' && severity === 'warning',
        ),
        others: slower.filter((finding) => !isTarget(finding)).length,
      }
    },
  }
}
