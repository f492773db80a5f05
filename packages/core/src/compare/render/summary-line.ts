import type { ComparisonData } from '../comparison-data.ts'
import { countSeverities } from './finding-groups.ts'
import { oneLine } from './one-line.ts'

/** So much of a session's name is shown. */
const nameLength = 80

/**
 * The first line of all reports: `after vs before: 2 breaking, 1 warning, 148 noise hidden · 41/42
 * requests matched`.
 */
export function summaryLine(data: ComparisonData, options: { showNoise?: boolean } = {}): string {
  const noise = `${data.noise.length} noise${options.showNoise ? '' : ' hidden'}`
  const counts = [
    ...(data.verdict === 'incomparable' ? ['incomparable'] : [findingCounts(data)]),
    ...(data.noise.length > 0 ? [noise] : []),
  ]
  const total = data.matched + Math.max(data.unmatched.before.length, data.unmatched.after.length)
  return `${title(data)}: ${counts.join(', ')} · ${data.matched}/${total} requests matched`
}

/** `after vs before`, by the names of the sessions. */
export function title(data: ComparisonData): string {
  return `${oneLine(data.after.name, nameLength)} vs ${oneLine(data.before.name, nameLength)}`
}

function findingCounts(data: ComparisonData): string {
  return data.findings.length > 0 ? countSeverities(data.findings) : 'no differences'
}
