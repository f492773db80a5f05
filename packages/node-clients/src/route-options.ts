import { createRequire } from 'node:module'
import { HartifactError } from '@hartifact/core'
import type { Escape, RouteOptions } from './node-routing.ts'
import type { BypassModule, IsBypassed } from './routing/bypass.cts'

export type { RouteOptions } from './node-routing.ts'

const require = createRequire(import.meta.url)
const { bypassedBy } = require('./routing/bypass.cjs') as BypassModule

/** {@link RouteOptions}, checked and complete. */
export interface ResolvedRouteOptions {
  readonly bypass: readonly string[]
  readonly isBypassed: IsBypassed
  readonly onEscape: 'warn' | 'error' | 'ignore' | ((escape: Escape) => void)
  readonly children: boolean
}

const known = ['bypass', 'onEscape', 'children']

const reactions: readonly unknown[] = ['warn', 'error', 'ignore']

/** Checks the options and fills in the defaults. @throws HartifactError `INVALID_ARGUMENT` */
export function resolveRouteOptions(options: RouteOptions = {}): ResolvedRouteOptions {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue
    throw new HartifactError('INVALID_ARGUMENT', `routeNodeClients has no option "${key}".`, {
      fix: `Its options are ${known.join(', ')}.`,
    })
  }
  const { bypass = [], children = true, onEscape = 'warn' } = options
  if (typeof onEscape !== 'function' && !reactions.includes(onEscape)) {
    throw new HartifactError('INVALID_ARGUMENT', `onEscape is ${onEscape as string}.`, {
      fix: `Use one of ${reactions.join(', ')}, or a function.`,
    })
  }
  if (typeof children !== 'boolean') {
    throw new HartifactError('INVALID_ARGUMENT', `children is ${String(children)}.`, {
      fix: 'Use true or false.',
    })
  }
  return { bypass, children, isBypassed: compileBypass(bypass), onEscape }
}

function compileBypass(bypass: readonly string[]): IsBypassed {
  const fix = 'Use a list of host, .suffix, *.suffix, address or CIDR, each also with :port.'
  if (!Array.isArray(bypass)) {
    throw new HartifactError('INVALID_ARGUMENT', `bypass is ${String(bypass)}.`, { fix })
  }
  try {
    return bypassedBy(bypass)
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause)
    throw new HartifactError('INVALID_ARGUMENT', `bypass: ${what}.`, { fix, cause })
  }
}
