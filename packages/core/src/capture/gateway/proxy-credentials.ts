/** Credentials of a proxy request. */
export interface ProxyCredentials {
  readonly username: string
  readonly password: string
}

/** The user name under which a client names the session it records into. */
export const sessionUsername = 'session'

/** Reads `Proxy-Authorization: Basic …` (RFC 7617); anything else is `undefined`. */
export function parseCredentials(value: string | undefined): ProxyCredentials | undefined {
  const encoded = /^basic\s+([a-z0-9+/=_-]+)\s*$/i.exec(value ?? '')?.[1]
  if (!encoded) return undefined
  const [username = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { username, password: rest.join(':') }
}
