import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from './servers.ts'
import { selfSigned } from './wire/certificate.ts'

/** An HTTPS server on 127.0.0.1 that ends with its scope. Nobody trusts its certificate yet. */
export async function serveSecurely(
  listener: RequestListener,
): Promise<{ url: string; certPath: string; server: Server } & AsyncDisposable> {
  const { cert, key } = await selfSigned()
  const folder = await temporaryFolder()
  const certPath = join(folder.path, 'server.pem')
  await writeFile(certPath, cert)
  const server = createServer({ cert, key }, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certPath,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await folder[Symbol.asyncDispose]()
    },
  }
}
