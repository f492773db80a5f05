import { isIPv6 } from 'node:net'

/** `host:port`, with brackets around an IPv6 address (RFC 3986 §3.2.2). */
export function authorityForm(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** A host in the form in which hosts are compared: no brackets, lower case, no dot at the end. */
export function plainHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}
