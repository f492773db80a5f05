import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { Failure, installed, minute, root, run } from './run.mjs'

const remembered = join(root, 'node_modules', '.cache', 'hartifact', 'chromium.json')
const isRoot = process.getuid?.() === 0

/** The path of a Chromium that can be started, or `undefined`. Installs nothing. */
export function findChromium() {
  const named = fromEnvironment()
  if (named) return named
  const known = recall()
  if (known) return known
  const found = [playwrightsOwn(), ...candidates()].find((path) => path && starts(path))
  if (found) remember(found)
  return found
}

/** Playwright's launch options for the Chromium of {@link findChromium}. */
export function chromiumLaunchOptions() {
  const executablePath = findChromium()
  return {
    ...(executablePath ? { executablePath } : {}),
    // Chromium refuses to run as root with its sandbox.
    args: isRoot ? ['--no-sandbox'] : [],
  }
}

/** Like {@link findChromium}, but installs one when there is none. */
export async function ensureChromium() {
  const found = findChromium()
  if (found) return found
  const playwright = installed('@playwright/test', 'playwright')
  console.log('No Chromium found, so Playwright downloads one (once per machine).')
  await run([...playwright, 'install', 'chromium'], {
    name: 'The download of Chromium',
    limit: 10 * minute,
  })
  if (isRoot && isFile(playwrightsOwn()) && !findChromium()) {
    console.log('It lacks libraries of the system, which Playwright installs now.')
    await run([...playwright, 'install-deps', 'chromium'], {
      name: 'The installation of Chromium’s libraries',
      limit: 10 * minute,
    })
  }
  if (!findChromium() && isRoot && isDebian()) {
    console.log('So the distribution’s own Chromium is installed.')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run(['apt-get', 'update'], { name: 'apt-get update', limit: 5 * minute, env })
    for (const name of ['chromium-headless-shell', 'chromium']) {
      if (findChromium()) break
      await run(['apt-get', 'install', '-y', '--no-install-recommends', name], {
        name: `apt-get install ${name}`,
        limit: 10 * minute,
        env,
      })
    }
  }
  const path = findChromium()
  if (path) return path
  throw new Failure(
    'The tests need a Chromium, and none could be found or installed. One of these helps:\n' +
      '  - npx playwright install --with-deps chromium\n' +
      '  - install Chromium or Chrome with the system’s package manager\n' +
      '  - set HARTIFACT_CHROMIUM to the path of an executable Chromium or Chrome',
  )
}

function fromEnvironment() {
  for (const name of ['HARTIFACT_CHROMIUM', 'CHROMIUM_PATH']) {
    const path = process.env[name]
    if (!path) continue
    if (isExecutable(path)) return path
    throw new Failure(`${name} is ${path}, which is not an executable file. Correct or unset it.`)
  }
  return undefined
}

/** Where Playwright puts the Chromium of its version, whether or not it is there. */
function playwrightsOwn() {
  try {
    const require = createRequire(import.meta.url)
    return /** @type {string} */ (require('@playwright/test').chromium.executablePath())
  } catch {
    // Not installed, or Playwright has no Chromium for this system.
    return undefined
  }
}

function* candidates() {
  // First the one without windows: it starts in less than half the time.
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
  ]
  const suffix = process.platform === 'win32' ? '.exe' : ''
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (folder) yield join(folder, name + suffix)
  }
  if (process.platform === 'darwin') {
    for (const folder of ['/Applications', join(process.env.HOME ?? '', 'Applications')]) {
      yield join(folder, 'Chromium.app/Contents/MacOS/Chromium')
      yield join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome')
    }
  }
  if (process.platform === 'win32') {
    for (const name of ['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)']) {
      const folder = process.env[name]
      if (!folder) continue
      yield join(folder, 'Chromium\\Application\\chrome.exe')
      yield join(folder, 'Google\\Chrome\\Application\\chrome.exe')
    }
  }
}

/** @param {string | undefined} path */
function isFile(path) {
  return path !== undefined && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
}

/** @param {string} path */
function isExecutable(path) {
  if (!isFile(path)) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Existence is not enough: Ubuntu has a `chromium-browser` that only says how to install one, and a
 * downloaded Chromium may lack libraries.
 *
 * @param {string} path
 */
function starts(path) {
  if (!isExecutable(path)) return false
  // On Windows the question for the version opens a window instead.
  if (process.platform === 'win32') return true
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  return answer.status === 0 && /Chrom/.test(answer.stdout)
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function recall() {
  try {
    const { path, modified } = JSON.parse(readFileSync(remembered, 'utf8'))
    return statSync(path).mtimeMs === modified ? /** @type {string} */ (path) : undefined
  } catch {
    return undefined
  }
}

/** @param {string} path */
function remember(path) {
  try {
    mkdirSync(dirname(remembered), { recursive: true })
    writeFileSync(remembered, JSON.stringify({ path, modified: statSync(path).mtimeMs }))
  } catch {
    // A read-only checkout: it is looked for again next time.
  }
}
