import type { Finding, Severity } from '../finding.ts'
import { groupBy } from '../group-by.ts'
import { preview } from './preview.ts'

/** Worst first. */
export const severities: readonly Severity[] = ['breaking', 'warning', 'info', 'noise']

/** 0 for `breaking`. */
export function rankOf(severity: Severity): number {
  const rank = severities.indexOf(severity)
  return rank === -1 ? severities.length : rank
}

/** How many findings there are of each severity; those that there are none of are left out. */
export function countSeverities(findings: readonly Finding[]): string {
  return severities
    .map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length
      return count > 0 ? `${count} ${severity}` : ''
    })
    .filter(Boolean)
    .join(', ')
}

/** A finding, and those that need no line of their own. */
export interface FindingGroup {
  readonly finding: Finding
  /** The same at other endpoints. */
  readonly elsewhere: readonly Finding[]
  /** What follows from it. */
  readonly consequences: readonly Finding[]
}

/**
 * Findings as they are shown: consequences under their cause, the same at three endpoints or more
 * as one, worst first, and within a severity by endpoint. Nothing is lost: each finding is in
 * exactly one group.
 */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const causeOf = causes(findings)
  const consequences = groupBy(
    findings.filter((finding) => causeOf(finding) !== finding),
    causeOf,
  )
  const shown = findings.filter((finding) => causeOf(finding) === finding)
  const groups = [...groupBy(shown, sameness).values()].flatMap((same) => {
    const endpoints = new Set(same.map(({ endpoint }) => endpoint))
    return endpoints.size < 3 ? same.map((finding) => [finding]) : [same]
  })
  return byEndpoint(
    groups.map(([finding, ...elsewhere]) => ({
      finding: finding as Finding,
      elsewhere,
      consequences: [finding as Finding, ...elsewhere].flatMap(
        (cause) => consequences.get(cause) ?? [],
      ),
    })),
  )
}

/** All findings of a group. */
export function membersOf(group: FindingGroup): Finding[] {
  return [group.finding, ...group.elsewhere, ...group.consequences]
}

/** What has no path is about one endpoint: its sentence differs from all others. */
function sameness(finding: Finding): unknown {
  const { after, before, path, rule, severity } = finding
  if (path === '') return finding
  return JSON.stringify([severity, rule, path, preview(before, 200), preview(after, 200)])
}

/** Worst first, where a group is as bad as its worst member; endpoints in order of appearance. */
function byEndpoint(groups: readonly FindingGroup[]): FindingGroup[] {
  const places = new Map<string, number>()
  return groups
    .map((group, index) => {
      const rank = worstOf(group)
      const key = `${rank} ${group.finding.endpoint}`
      const place = places.get(key) ?? index
      places.set(key, place)
      return { group, rank, place }
    })
    .toSorted((one, other) => one.rank - other.rank || one.place - other.place)
    .map(({ group }) => group)
}

function worstOf(group: FindingGroup): number {
  return membersOf(group).reduce(
    (rank, { severity }) => Math.min(rank, rankOf(severity)),
    severities.length,
  )
}

/** The finding that another one follows from in the end; itself when there is none, or a circle. */
function causes(findings: readonly Finding[]): (finding: Finding) => Finding {
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]))
  const causeOf = ({ causedBy }: Finding): Finding | undefined =>
    causedBy === undefined ? undefined : byFingerprint.get(causedBy)
  const ends = new Map<Finding, Finding>()
  for (const finding of findings) {
    const way = new Set<Finding>()
    let end: Finding | undefined = finding
    while (end && !way.has(end) && !ends.has(end)) {
      way.add(end)
      end = causeOf(end)
    }
    // In a circle there is no first one: each is shown.
    const first = end === undefined ? [...way].at(-1) : ends.get(end)
    for (const step of way) ends.set(step, first ?? step)
  }
  return (finding) => ends.get(finding) ?? finding
}
