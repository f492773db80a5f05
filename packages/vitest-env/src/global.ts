import type { TestProject } from 'vitest/node'
import { importNatively } from './import-natively.ts'
import { providedRun } from './provided.ts'

/**
 * Global setup for Vitest: one gateway for all workers of a run. Its options are those of the plugin,
 * else what `test.provide.hartifact` says.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for options that make no sense, and as `startProxy` does
 * @example
 * ```ts
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({
 *   test: {
 *     globalSetup: ['@hartifact/vitest-env/global'],
 *     setupFiles: ['@hartifact/vitest-env/setup'],
 *     provide: { hartifact: { har: 'retain-on-failure' } },
 *   },
 * })
 * ```
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { holdGateway } =
    await importNatively<typeof import('./run-gateway.ts')>('./run-gateway.js')
  const { hartifact } = project.getProvidedContext()
  const { release, run } = await holdGateway(hartifact, project.vitest.config.root)
  project.provide(providedRun, run)
  return release
}
