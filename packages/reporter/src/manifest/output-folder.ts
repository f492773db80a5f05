import { resolve } from 'node:path'

/**
 * Folder of the manifests, as the adapters of the runners know it: the key `outputDir` of their
 * options, which are the key `hartifact` of the runner's own.
 *
 * @param options - of the runner, with or without ours
 * @param rootDir - absolute; relative paths are relative to it
 */
export function outputFolder(options: unknown, rootDir: string): string {
  const { hartifact } = (options ?? {}) as { hartifact?: { outputDir?: unknown } | null }
  const outputDir = hartifact?.outputDir
  return resolve(rootDir, typeof outputDir === 'string' ? outputDir : 'test-results/hartifact')
}
