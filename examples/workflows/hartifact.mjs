import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('dist/main.js', import.meta.resolve('hartifact/package.json')))

/** A program that plays a customer of the shop: node customer.mjs ADDRESS TASK. */
export const customer = fileURLToPath(new URL('customer.mjs', import.meta.url))

/**
 * Runs `npx hartifact …` in a store, and shows the command with what it prints. Throws when it
 * fails; 1, which means that nothing was found, is no failure.
 *
 * @param {string} store
 * @param {string[]} parameters
 * @returns {Promise<string>} What it printed.
 */
export async function hartifact(store, ...parameters) {
  console.log(`\n$ hartifact ${parameters.map(quoted).join(' ')}`)
  const output = await run(store, parameters)
  if (output) console.log(output.trimEnd())
  return output
}

/**
 * The same with `--json`, and only the command is shown.
 *
 * @param {string} store
 * @param {string[]} parameters
 * @returns {Promise<any>}
 */
export async function hartifactJson(store, ...parameters) {
  console.log(`\n$ hartifact ${parameters.map(quoted).join(' ')} --json`)
  return JSON.parse(await run(store, ['--json', ...parameters]))
}

/** A folder for stores and files that is gone when the program ends. */
export async function scratchFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-workflow-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/**
 * @param {string} store
 * @param {string[]} parameters
 * @returns {Promise<string>}
 */
function run(store, parameters) {
  const env = { ...process.env, HARTIFACT_STORE: store }
  const options = { env, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...parameters], options, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`${error.message}\n${stdout}${stderr}`))
      else resolve(stdout)
    })
  })
}

/** @param {string} text */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text}'`
}
