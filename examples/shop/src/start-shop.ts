import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import { loadAssets } from './assets.ts'
import { makeCertificate } from './certificate.ts'
import type { SharedContext } from './context.ts'
import { createDatabase } from './database.ts'
import { releaseOf, type ChangeId, type ReleaseNumber } from './releases.ts'

/** How to start a shop; everything has a default. */
export interface ShopOptions {
  /** Which release to serve; 1 by default. */
  readonly release?: ReleaseNumber
  /** Release 2 with these changes only, by id; all by default. Release 1 never has any. */
  readonly changes?: readonly ChangeId[]
  /** Port of HTTP; 0, the default, takes a free one. */
  readonly port?: number
  /** Port of HTTPS; 0, the default, takes a free one. */
  readonly httpsPort?: number
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string
  /** Where `shop-ca.pem` goes; by default a fresh temporary folder that `close` removes. */
  readonly caFolder?: string
  /** False writes a line for each request to standard output; true by default. */
  readonly quiet?: boolean
}

/** A shop that is running. */
export interface Shop extends AsyncDisposable {
  /** For instance `http://127.0.0.1:3000`, without a slash at the end. */
  readonly httpUrl: string
  /** For instance `https://127.0.0.1:3443`: HTTP/2 and HTTP/1.1. */
  readonly httpsUrl: string
  readonly release: ReleaseNumber
  /** File with the certificate of the test authority that clients of `httpsUrl` must trust. */
  readonly caPath: string
  /** The same certificate as PEM. */
  readonly caPem: string
  /** Stops both servers: WebSockets get close code 1001, all else is cut. May be called twice. */
  close(): Promise<void>
}

/**
 * Starts a shop with its own fresh data on HTTP and HTTPS.
 *
 * @example
 * ```ts
 * await using shop = await startShop({ release: 2 })
 * const { items } = await (await fetch(`${shop.httpUrl}/api/products`)).json()
 * ```
 * @throws an error with `code` `EADDRINUSE` if a port is taken
 */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const { host = '127.0.0.1', quiet = true } = options
  const release = releaseOf(options.release ?? 1, options.changes)
  const undo: Array<() => Promise<void>> = []
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= undoAll(undo))

  try {
    const { caPem, certPem, keyPem } = await makeCertificate()
    const caFolder = await makeFolder(options.caFolder, undo)
    const caPath = join(caFolder, 'shop-ca.pem')
    await writeFile(caPath, caPem)

    const closing = new AbortController()
    const database = createDatabase(release)
    const assets = await loadAssets(release, database.products)
    const shared: SharedContext = { release, database, assets, closing: closing.signal, quiet }
    const plain = await createApp(shared)
    undo.push(() => plain.close())
    const secure = await createApp(shared, { key: keyPem, cert: certPem })
    undo.push(() => secure.close())
    undo.push(async () => {
      closing.abort()
    })
    await plain.listen({ host, port: options.port ?? 0 })
    await secure.listen({ host, port: options.httpsPort ?? 0 })
    return {
      httpUrl: `http://${authority(plain, host)}`,
      httpsUrl: `https://${authority(secure, host)}`,
      release: release.number,
      caPath,
      caPem,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function makeFolder(
  wanted: string | undefined,
  undo: Array<() => Promise<void>>,
): Promise<string> {
  if (wanted !== undefined) {
    await mkdir(wanted, { recursive: true })
    return wanted
  }
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-shop-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function authority(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function undoAll(undo: Array<() => Promise<void>>): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step()
}
