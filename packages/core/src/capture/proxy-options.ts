import { HartifactError } from '../errors.ts'
import type { SessionStore } from '../session/index.ts'
import type { UpstreamOptions } from './gateway/engine.ts'
import type { Limits, RedactionSettings } from './gateway/messages.ts'
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
}

const known = new Set(['store', 'port', 'upstream', 'redact', 'limits', 'clientTimings'])

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
} {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `startProxy has no option "${key}".`, {
        fix: `Its options are ${[...known].join(', ')}.`,
      })
    }
  }
  const { clientTimings = false, limits, port = 0, redact = 'default' } = options
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
  }
}
