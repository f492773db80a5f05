import type { TLSSocket } from 'node:tls'
import type { TlsInfo } from '../../../entry/entry.ts'

const known = new WeakMap<TLSSocket, TlsInfo>()

/**
 * What was agreed on with the server, once the handshake is done. The same object each time, also
 * when the connection is gone.
 *
 * @param resumed - the certificate of the connection whose session goes on here: Node does not keep
 * it with the session
 */
export function describeTls(socket: TLSSocket, resumed?: TlsInfo['certificate']): TlsInfo {
  let info = known.get(socket)
  if (!info) {
    info = readTls(socket, resumed)
    known.set(socket, info)
  }
  return info
}

function readTls(socket: TLSSocket, resumed: TlsInfo['certificate']): TlsInfo {
  const certificate = readCertificate(socket) ?? resumed
  const protocol = socket.getProtocol()
  // `null` when the connection is gone, whatever the typings say.
  const cipher = socket.getCipher() as { standardName: string } | null
  // Missing in the typings.
  const serverName = (socket as { servername?: string | false | null }).servername
  return {
    ...(protocol && { protocol }),
    ...(cipher && { cipher: cipher.standardName }),
    ...(socket.alpnProtocol && { alpn: socket.alpnProtocol }),
    ...(serverName && { serverName }),
    ...(certificate && { certificate }),
  }
}

function readCertificate(socket: TLSSocket): TlsInfo['certificate'] {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return undefined
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    fingerprint256: certificate.fingerprint256,
  }
}
