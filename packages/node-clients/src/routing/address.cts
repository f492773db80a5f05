const { isIP } = require('node:net') as typeof import('node:net')

/** A host without the brackets of an IPv6 address. */
function plainHost(host: string | null | undefined): string {
  return (host || 'localhost').replace(/^\[|\]$/g, '')
}

/** `host:port`, as CONNECT wants it (RFC 9110 §9.3.6). */
function authorityOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The name to ask for in TLS: an address is none (RFC 6066 §3). */
function serverNameOf(host: string | null | undefined): string {
  return host && !isIP(plainHost(host)) ? host : ''
}

/** Whether a host is this machine, by its usual names. */
function isLoopback(host: string | undefined): boolean {
  if (host === undefined) return false
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host)
}

export type AddressModule = {
  readonly authorityOf: typeof authorityOf
  readonly isLoopback: typeof isLoopback
  readonly plainHost: typeof plainHost
  readonly serverNameOf: typeof serverNameOf
}

module.exports = { authorityOf, isLoopback, plainHost, serverNameOf } satisfies AddressModule
