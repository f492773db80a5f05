import type { ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import type { IsExcluded } from './no-proxy.cts'
import type { ProxyAddress } from './tunnel.cts'

const { readFileSync } = require('node:fs') as typeof import('node:fs')

/** What is wanted of a connection, as agents say it and those who do without. */
export interface ConnectOptions extends ClientRequestArgs {
  readonly ca?: unknown
  readonly servername?: string
  readonly socket?: Duplex
}

/** Gives `host:port` to be asked of the proxy; `undefined` for what goes around it. */
export type TargetOf = (options: ConnectOptions, secure: boolean) => string | undefined

function targetsOf(proxy: ProxyAddress, isExcluded: IsExcluded): TargetOf {
  return ({ host, path, port, socket, socketPath }, secure) => {
    if (socket || path || socketPath) return undefined
    const name = (host || 'localhost').replace(/^\[|\]$/g, '')
    const number = Number(port || (secure ? 443 : 80))
    const isProxy = number === proxy.port && ['127.0.0.1', 'localhost', '::1'].includes(name)
    if (isProxy || isExcluded(name, number)) return undefined
    return `${name.includes(':') ? `[${name}]` : name}:${number}`
  }
}

let ours: string | undefined

/** Whoever trusts certain authorities only must trust ours as well, on connections to the proxy. */
function trust({ ca }: ConnectOptions): { readonly ca?: (string | Buffer)[] } {
  const file = process.env['HARTIFACT_CA']
  if (!ca || !file) return {}
  ours ??= readFileSync(file, 'utf8')
  return { ca: [...([ca].flat() as (string | Buffer)[]), ours] }
}

export type TargetModule = { readonly targetsOf: typeof targetsOf; readonly trust: typeof trust }

module.exports = { targetsOf, trust } satisfies TargetModule
