/** The options by which a client says whom it trusts, and who it is. */
export interface ClientTlsOptions {
  readonly ca?: unknown
  readonly cert?: unknown
  readonly key?: unknown
  readonly passphrase?: unknown
  readonly pfx?: unknown
  readonly rejectUnauthorized?: unknown
}

const longestLine = 8 * 1024 - 128
const longestValue = 48 * 1024

/**
 * Lines of the header `Hartifact-Client-TLS`, by which the proxy learns how the client would have
 * treated the server: whom it trusts, and the certificate it would have shown. None when the client
 * has no wishes, or more than fit into the head of a request.
 */
function clientTlsLines(options: ClientTlsOptions): readonly string[] {
  const value = Buffer.from(JSON.stringify(wishesOf(options))).toString('base64')
  // Base64 of `{}`.
  if (value === 'e30=' || value.length > longestValue) return []
  const lines: string[] = []
  for (let start = 0; start < value.length; start += longestLine) {
    lines.push(`Hartifact-Client-TLS: ${value.slice(start, start + longestLine)}`)
  }
  return lines
}

function wishesOf(options: ClientTlsOptions): object {
  const { rejectUnauthorized = process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0' } = options
  const ca = listOf(options.ca).flatMap((item) => textOf(item) ?? [])
  const [key] = listOf(options.key)
  const [pfx] = listOf(options.pfx)
  const passphrase = options.passphrase ?? partOf(key, 'passphrase') ?? partOf(pfx, 'passphrase')
  const wishes = {
    ca: ca.length > 0 ? ca : undefined,
    insecure: rejectUnauthorized === false || undefined,
    cert: textOf(listOf(options.cert)[0]),
    key: textOf(partOf(key, 'pem') ?? key),
    pfx: bytesOf(partOf(pfx, 'buf') ?? pfx)?.toString('base64'),
  }
  const isProtected = wishes.key !== undefined || wishes.pfx !== undefined
  return { ...wishes, passphrase: isProtected ? textOf(passphrase) : undefined }
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : [value].flat()
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  return Reflect.get(value, name)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : bytesOf(value)?.toString('utf8')
}

function bytesOf(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'latin1')
  if (!ArrayBuffer.isView(value)) return undefined
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

export type ClientTlsModule = { readonly clientTlsLines: typeof clientTlsLines }

module.exports = { clientTlsLines } satisfies ClientTlsModule
