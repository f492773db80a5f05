import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { etagOf } from './etag.ts'
import { drawIcon, drawPng } from './png.ts'
import type { Release } from './releases.ts'
import type { Product } from './seed.ts'

/** A static file. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
  readonly etag: string
  readonly cacheControl: string | undefined
}

/** The static files of a release. */
export interface Assets {
  /** The address of `shop.css` and the like: `/assets/shop.3f2a….css`. */
  url(name: AssetName): string
  /** The file at this address. */
  get(path: string): Asset | undefined
  /** Addresses of all files whose names carry a hash. */
  readonly hashed: readonly string[]
}

const types = {
  'shop.css': 'text/css; charset=utf-8',
  'shop.js': 'text/javascript; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'offline.js': 'text/javascript; charset=utf-8',
  'logo.svg': 'image/svg+xml',
  'sw.js': 'text/javascript; charset=utf-8',
} as const

/** Files of the folder `assets`. */
export type AssetName = keyof typeof types

const forever = 'public, max-age=31536000, immutable'

/** Reads, draws and names all static files. */
export async function loadAssets(release: Release, products: readonly Product[]): Promise<Assets> {
  const urls = new Map<AssetName, string>()
  const files = new Map<string, Asset>()
  const add = (path: string, type: string, body: Buffer, cacheControl?: string): void => {
    files.set(path, { type, body, etag: etagOf(body), cacheControl })
  }

  for (const name of Object.keys(types) as AssetName[]) {
    if (name === 'sw.js') continue
    const banner = release.has('assets-rebuilt') && !name.endsWith('.svg')
    const body = Buffer.from((banner ? `/* ${release.buildId} */\n` : '') + (await source(name)))
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 8)
    const path = `/assets/${name.replace('.', `.${hash}.`)}`
    urls.set(name, path)
    add(path, types[name], body, forever)
  }
  for (const { id } of products) {
    const caching = release.has('image-caching-lost') ? undefined : 'public, max-age=3600'
    add(`/assets/images/${id}.png`, 'image/png', drawPng(id, 96), caching)
  }
  add('/favicon.ico', 'image/x-icon', drawIcon(), 'public, max-age=3600')

  const hashed = [...urls.values()]
  const worker = (await source('sw.js'))
    .replace("'BUILD'", JSON.stringify(release.buildId))
    .replace("'ASSETS'", JSON.stringify(hashed))
  urls.set('sw.js', '/sw.js')
  add('/sw.js', types['sw.js'], Buffer.from(worker), 'no-cache')

  return {
    url: (name) => urls.get(name) as string,
    get: (path) => files.get(path),
    hashed,
  }
}

/** `assets` lies beside `src` and beside `dist`. */
async function source(name: AssetName): Promise<string> {
  return readFile(new URL(`../assets/${name}`, import.meta.url), 'utf8')
}
