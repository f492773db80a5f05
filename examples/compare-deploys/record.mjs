import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startShop } from '@hartifact/example-shop'

const cli = fileURLToPath(new URL('dist/main.js', import.meta.resolve('hartifact/package.json')))
const folder = fileURLToPath(new URL('.', import.meta.url))

/**
 * Records the customer of a release into a session: starts the shop, and runs
 * `hartifact record --session NAME -- node customer.mjs ADDRESS`.
 *
 * @param {string} name
 * @param {1 | 2} release
 * @returns {Promise<string>} The id of the session.
 */
export async function record(name, release) {
  const shop = await startShop({ release })
  try {
    const summary = join(shop.caPath, '..', 'summary.json')
    const options = ['--session', name, '--upstream-ca', shop.caPath, '--summary', summary]
    const customer = ['node', 'customer.mjs', shop.httpsUrl]
    const code = await hartifact('record', ...options, '--', ...customer)
    if (code !== 0) throw new Error(`The customer of release ${release} failed.`)
    return JSON.parse(await readFile(summary, 'utf8')).sessions[0].id
  } finally {
    await shop.close()
  }
}

/**
 * Runs a command of Hartifact.
 *
 * @param {string[]} parameters
 * @returns {Promise<number>} Its exit code.
 */
export async function hartifact(...parameters) {
  const options = { cwd: folder, stdio: 'inherit' }
  const [code] = await once(spawn(process.execPath, [cli, ...parameters], options), 'exit')
  return code ?? 1
}
