import { HartifactError } from '../errors.ts'
import { compileFilter } from '../entry/filter.ts'
import { parseQuery } from '../entry/query/index.ts'
import { checkRemark, checkSessionName, type SessionStore } from '../session/index.ts'
import type { UpstreamOptions } from './gateway/engine.ts'
import type { Limits, RedactionSettings, RemarkRule } from './gateway/messages.ts'
import { resolveLimits } from './limit-options.ts'
import { resolveUpstream, type UpstreamSettings } from './upstream-options.ts'

/** Options of `startProxy`; each has a default. */
export interface ProxyOptions {
  /** A store, or the folder of one; default `$HARTIFACT_STORE`, else `.hartifact`. */
  readonly store?: SessionStore | string
  /** Port of {@link CaptureProxy.url}; default any free one. */
  readonly port?: number
  /** How servers are reached. */
  readonly upstream?: UpstreamSettings
  /** What is replaced before anything reaches the disk; default `'default'`. */
  readonly redact?: RedactionSettings
  /**
   * What is kept of bodies, and how long traffic waits for a disk that has stalled. Sizes and hashes
   * stay true, and nothing is changed on the wire.
   *
   * @example
   * ```ts
   * import { startProxy } from '@hartifact/core'
   *
   * await using proxy = await startProxy({
   *   limits: { bodies: { 'image/*': 0, 'application/json': 200 * 1024 * 1024 } },
   * })
   * ```
   */
  readonly limits?: Partial<Limits>
  /** Give entries `clientTimings`, the times between client and proxy; default false. */
  readonly clientTimings?: boolean
  /**
   * Name of the session that is active from the start, and of those that are made for traffic that
   * comes while none is; default `Default session`. As long as nothing came to it, it goes away when
   * another session is made or activated, and at the end. `false` makes one only when traffic comes.
   */
  readonly defaultSession?: string | false
  /**
   * Name or id of a session of the store that is continued, as the active one from the start; instead
   * of a default session.
   */
  readonly session?: string
  /** Remarks that entries of all sessions get by themselves, see {@link Recording.annotateWhen}. */
  readonly annotate?: readonly RemarkRule[]
  /**
   * Share the active session with the store: it is the one that `store.use()` and `hartifact use`
   * name, also in other processes and while the proxy runs; and sessions that the proxy makes active
   * become the store's. Default false.
   */
  readonly followActive?: boolean
}

const known = new Set([
  'store',
  'port',
  'upstream',
  'redact',
  'limits',
  'clientTimings',
  'defaultSession',
  'session',
  'annotate',
  'followActive',
])

const defaultName = 'Default session'

/** Fills in the defaults. @throws HartifactError `INVALID_ARGUMENT` */
export function resolveOptions(
  options: ProxyOptions,
  environment: NodeJS.ProcessEnv = process.env,
): {
  port: number
  upstream: UpstreamOptions
  redact: RedactionSettings
  limits: Limits
  clientTimings: boolean
  defaultSession: string
  annotate: readonly RemarkRule[]
} {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `startProxy has no option "${key}".`, {
        fix: `Its options are ${[...known].join(', ')}.`,
      })
    }
  }
  const { annotate = [], clientTimings = false, limits, port = 0, redact = 'default' } = options
  const { defaultSession = defaultName } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HartifactError('INVALID_ARGUMENT', `${String(port)} is not a port.`, {
      fix: 'Use a number from 0 (any free one) to 65535.',
    })
  }
  if (typeof clientTimings !== 'boolean') {
    throw new HartifactError('INVALID_ARGUMENT', `clientTimings is ${String(clientTimings)}.`, {
      fix: 'Use true or false.',
    })
  }
  return {
    port,
    redact,
    upstream: resolveUpstream(options.upstream ?? {}, environment),
    limits: resolveLimits(limits),
    clientTimings,
    defaultSession: checkSessionName(defaultSession === false ? defaultName : defaultSession),
    annotate: annotate.map(checkRule),
  }
}

/**
 * Checks a rule for remarks.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a filter, query or remark with a mistake
 */
export function checkRule({ remark, when }: RemarkRule): RemarkRule {
  if (typeof when === 'string') parseQuery(when)
  else compileFilter(when)
  return { when, remark: checkRemark(remark) }
}
