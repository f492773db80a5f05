import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { Failure, installed, minute, npm, root, run } from './run.mjs'

/**
 * Does what a fresh clone needs before anything can run, and nothing when all is there: installs
 * the dependencies, builds the packages, finds or installs a Chromium.
 *
 * @param {{ build?: boolean, chromium?: boolean }} [options] Without `build` only the dependencies.
 * @returns {Promise<Record<string, string>>} Environment variables for the programs run afterwards.
 */
export async function setUp({ build = true, chromium = false } = {}) {
  checkNode()
  await installDependencies()
  if (build) await buildPackages()
  return chromium ? { HARTIFACT_CHROMIUM: await ensureChromium() } : {}
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Failure(`Node ${process.versions.node} runs this, and at least 20.19 is needed.`)
}

async function installDependencies() {
  const lock = join(root, 'package-lock.json')
  if (dependenciesMatch(lock)) return
  const command = existsSync(lock) ? 'ci' : 'install'
  console.log(`Installing the dependencies (npm ${command}).`)
  // Also where the environment asks for production only: the tools are needed.
  const code = await run([...npm(), command, '--include=dev', '--include=optional'], {
    name: `npm ${command}`,
    limit: 15 * minute,
  })
  if (code !== 0) throw new Failure(`npm ${command} failed, see above.`)
}

async function buildPackages() {
  const code = await run([...installed('typescript', 'tsc'), '-b'], {
    name: 'The build',
    limit: 10 * minute,
  })
  if (code !== 0) throw new Failure('The build failed, see above.')
}

/**
 * Whether what is installed is what the lock file says. Contents are compared, as a checkout
 * changes the times of files. Packages for other systems are left out by npm.
 *
 * @param {string} lock
 */
function dependenciesMatch(lock) {
  const note = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  if (!existsSync(lock)) return true
  const wanted = packagesOf(lock)
  const present = packagesOf(note)
  const extra = Object.keys(present).some((path) => !wanted[path])
  const lacking = Object.entries(wanted).some(([path, { version, integrity, link, optional }]) => {
    if (path === '' || !path.includes('node_modules/')) return false
    const found = present[path]
    if (!found || !existsSync(join(root, path))) return !optional
    return !link && (found.version !== version || found.integrity !== integrity)
  })
  return !extra && !lacking
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}
