import { HartifactError } from '../../errors.ts'

/**
 * How a client would have treated its server, which the proxy now does in its place: clients that
 * are routed without their knowledge (`@hartifact/node-clients`) have options of their own.
 */
export interface ClientTls {
  /** The only authorities that it trusts: PEM. */
  readonly ca?: readonly string[]
  /** It does not verify certificates. */
  readonly insecure?: true
  /** Its own certificate: PEM. */
  readonly cert?: string
  readonly key?: string
  /** PKCS #12, instead of `cert` and `key`: base64. */
  readonly pfx?: string
  readonly passphrase?: string
}

/** The field of a CONNECT request that carries a {@link ClientTls}: base64 of JSON, in parts. */
export const clientTlsField = 'hartifact-client-tls'

/**
 * Reads the field, whose lines Node has joined.
 *
 * @returns `undefined` without one, and for one that is no such thing
 */
export function parseClientTls(value: string | undefined): ClientTls | undefined {
  if (!value) return undefined
  try {
    const text = Buffer.from(value.replaceAll(', ', ''), 'base64').toString('utf8')
    return checked(JSON.parse(text))
  } catch {
    return undefined
  }
}

function checked(given: unknown): ClientTls {
  const { ca, insecure, ...texts } = given as Record<string, unknown>
  const { cert, key, passphrase, pfx } = texts
  const known = { cert, key, passphrase, pfx }
  const isFine =
    (ca === undefined || (Array.isArray(ca) && ca.every((one) => typeof one === 'string'))) &&
    (insecure === undefined || insecure === true) &&
    Object.values(known).every((one) => one === undefined || typeof one === 'string')
  if (!isFine) throw new HartifactError('INVALID_ARGUMENT', 'This is not TLS of a client.')
  const present = Object.entries({ ca, insecure, ...known }).filter(([, one]) => one !== undefined)
  return Object.fromEntries(present)
}
