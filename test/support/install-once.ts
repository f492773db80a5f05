import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Where tests keep what they install for themselves; git ignores it. */
export const cache: string = fileURLToPath(new URL('../../.cache', import.meta.url))

/** A folder in {@link cache} and how it comes to be. */
export interface Installation {
  /** Below {@link cache}. */
  readonly name: string
  /** Says what `install` makes; the folder is made anew when it is another. */
  readonly version: string
  /** Installs into a folder that is empty and elsewhere. */
  readonly install: (folder: string) => Promise<void>
  /** Whether a folder that came to be otherwise is as good. */
  readonly accept?: (folder: string) => boolean
}

const note = '.installed'

/**
 * Installs once and for all: the folder appears whole or not at all. When several processes want
 * it, one installs and the others wait.
 *
 * @returns the folder
 */
export async function installOnce(installation: Installation): Promise<string> {
  const folder = join(cache, installation.name)
  if (await isThere(folder, installation)) return folder
  await mkdir(dirname(folder), { recursive: true })
  await using _lock = await lock(`${folder}.lock`)
  if (await isThere(folder, installation)) return folder
  const draft = await mkdtemp(`${folder}.`)
  try {
    await installation.install(draft)
    await writeFile(join(draft, note), installation.version)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    await rename(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 })
  }
  return folder
}

/** Runs npm in a folder. @throws Error with its output */
export async function npm(folder: string, ...parameters: readonly string[]): Promise<void> {
  // npm is a .cmd file on Windows, which only a shell can start.
  const child = spawn('npm', [...parameters, '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`npm ${parameters.join(' ')} ended with ${code}:\n${output}`)
}

async function isThere(folder: string, { accept, version }: Installation): Promise<boolean> {
  if (!existsSync(folder)) return false
  const found = await readFile(join(folder, note), 'utf8').catch(() => undefined)
  return found === undefined ? (accept?.(folder) ?? false) : found === version
}

/** A file with the owner's process id; that of a process that has died counts for nothing. */
async function lock(path: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' })
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    if (owner > 0 && !isAlive(owner)) await rm(path, { force: true })
    else await setTimeout(100)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
