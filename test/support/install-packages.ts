import { linkSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/**
 * What npm would install, as `files` of the packages has it, with those dependencies of which the
 * repository has another version, too.
 */
const installed = /^(?:package|jest-preset)\.json$|^(?:dist|src|node_modules)$/

/**
 * Puts packages of this repository into the `node_modules` of a project, as if they came from a
 * registry. They are no symbolic links: runners compile what is not in a folder `node_modules`, as if
 * it were a test. They are hard links, which no project may write to: to copy them took longer than
 * many a run of a test runner.
 *
 * @param names - without the scope
 */
export function installPackages(names: readonly string[], folder: string): void {
  for (const name of names) {
    const source = join(packages, name)
    const target = join(folder, 'node_modules', '@hartifact', name)
    linkAll(source, target, (part) => installed.test(part))
  }
}

function linkAll(source: string, target: string, wanted: (name: string) => boolean): void {
  mkdirSync(target, { recursive: true })
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    if (!wanted(entry.name)) continue
    const [from, to] = [join(source, entry.name), join(target, entry.name)]
    // Operations that do not wait for a thread each are five times as fast here.
    if (entry.isDirectory()) linkAll(from, to, isNoTest)
    else linkSync(from, to)
  }
}

function isNoTest(name: string): boolean {
  return !/\.(?:test|contract)\.|^fixtures$/.test(name)
}
