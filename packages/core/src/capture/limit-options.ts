import { HartifactError } from '../errors.ts'
import { longestTimer } from '../within.ts'
import type { Limits } from './gateway/messages.ts'

const defaults = { body: 50 * 1024 * 1024, diskStall: 5_000 } as const

const known = ['body', 'bodies', 'diskStall']

/** A type and subtype of token characters (RFC 9110 §5.6.2, §8.3.1), or `*` for either, or for both. */
const mediaTypePattern = /^(?:[\w!#$%&'+.^`|~-]+\/(?:\*|[\w!#$%&'+.^`|~-]+)|\*\/\*)$/

/** Fills in the defaults. @throws HartifactError `INVALID_ARGUMENT` naming the key */
export function resolveLimits(limits: Partial<Limits> = {}): Limits {
  for (const key of Object.keys(limits)) {
    if (!known.includes(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `limits has no option "${key}".`, {
        fix: `Its options are ${known.join(', ')}.`,
      })
    }
  }
  const { bodies, body = defaults.body, diskStall = defaults.diskStall } = limits
  checkBytes('limits.body', body)
  if (typeof diskStall !== 'number' || !(diskStall >= 0 && diskStall <= longestTimer)) {
    throw new HartifactError('INVALID_ARGUMENT', `limits.diskStall is ${String(diskStall)}.`, {
      fix: `Use a number of milliseconds from 0 to ${longestTimer}.`,
    })
  }
  return { body, diskStall, ...(bodies !== undefined && { bodies: resolveBodies(bodies) }) }
}

function resolveBodies(bodies: Readonly<Record<string, number>>): Record<string, number> {
  const resolved: Record<string, number> = {}
  for (const [key, bytes] of Object.entries(bodies)) {
    if (!mediaTypePattern.test(key)) {
      throw new HartifactError('INVALID_ARGUMENT', `limits.bodies has the key "${key}".`, {
        fix: 'Name media types as application/json, image/* or */*, without parameters.',
      })
    }
    checkBytes(`limits.bodies["${key}"]`, bytes)
    // Media types are compared without regard to case (RFC 9110 §8.3.1).
    resolved[key.toLowerCase()] = bytes
  }
  return resolved
}

function checkBytes(name: string, bytes: number): void {
  if (typeof bytes === 'number' && bytes >= 0) return
  throw new HartifactError('INVALID_ARGUMENT', `${name} is ${String(bytes)}.`, {
    fix: 'Use a number of bytes from 0; Infinity keeps everything.',
  })
}
