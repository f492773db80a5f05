import type { CompareOptions, IgnoreRule, MatchMode } from '@hartifact/core'
import { InvalidArgumentError } from 'commander'

/** Flags of `hartifact compare` that are options of a comparison. */
export interface ComparisonFlags {
  readonly hostMap?: Readonly<Record<string, string>>
  readonly match?: MatchMode
  readonly failOn?: 'breaking' | 'warning' | 'info'
  readonly profile?: string
  /** False for `--no-settings`. */
  readonly settings?: string | false
  readonly ignore?: readonly IgnoreRule[]
  /** False for `--no-latency`. */
  readonly latency: boolean
}

/** The options that the flags are. */
export function comparisonOptions({
  failOn,
  hostMap,
  ignore,
  latency,
  match,
  profile,
  settings,
}: ComparisonFlags): CompareOptions {
  return {
    ...(hostMap && { hostMap }),
    ...(match && { match }),
    ...(failOn && { failOn }),
    ...(profile !== undefined && { profile }),
    ...(settings !== undefined && { settings }),
    ...(ignore && { ignore }),
    ...(latency ? {} : { latency: false }),
  }
}

/** Reads `before=after`, of which there may be several. */
export function hostPair(
  value: string,
  others: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [before = '', after = '', ...rest] = value.split('=')
  if (before === '' || after === '' || rest.length > 0) {
    throw new InvalidArgumentError("Write BEFORE=AFTER, for instance 'uat1.*=uat2.*'.")
  }
  return { ...others, [before]: after }
}

/** Reads `PATH` or `METHOD ENDPOINT PATH`. */
export function ignoreRule(
  value: string,
  others: readonly IgnoreRule[] = [],
): readonly IgnoreRule[] {
  const found = /^(?:([A-Z]+ \S+) )?([^ ]+)$/.exec(value.trim())
  if (!found) {
    throw new InvalidArgumentError(
      "Write the path, as in 'response.headers.x-pod', or the endpoint before it, as in 'GET /api/me response.body.seen'.",
    )
  }
  const [, endpoint, path = ''] = found
  const reason = 'given with --ignore'
  return [...others, { ...(endpoint !== undefined && { endpoint }), path, reason }]
}
