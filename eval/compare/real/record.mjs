import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sessionOf } from '../kit/session.mjs'

/**
 * One run of a scripted client, recorded through the proxy and read back from the HAR that it
 * exports. What each entry is, is its method and path with the ids of the run taken out.
 *
 * @param {import('@hartifact/core').CaptureProxy} proxy
 * @param {string} folder For the file.
 * @param {string} name
 * @param {(proxyUrl: string) => Promise<void>} visit
 */
export async function record(proxy, folder, name, visit) {
  const recording = await proxy.record(name)
  await visit(recording.proxyUrl)
  const session = await recording.stop()
  const file = join(folder, `${name}.har`)
  await session.export(file)
  const har = JSON.parse(await readFile(file, 'utf8'))
  const seen = new Map()
  for (const entry of har.log.entries) {
    const { pathname, search } = new URL(entry.request.url)
    const path = pathname
      .split('/')
      .map((segment) => (/^\d{3,}$|^(?=.*\d)[\w-]{16,}$/.test(segment) ? '*' : segment))
      .join('/')
    const key = `${entry.request.method} ${path}${/^\?(q|page)=/.test(search) ? search : ''}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    entry._eval = { tag: count === 1 ? key : `${key} #${count}`, kind: 'read' }
  }
  return sessionOf(har)
}
