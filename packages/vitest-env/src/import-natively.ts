import { pathToFileURL } from 'node:url'
import type { ImportModule } from './import-module.cts'

/**
 * Imports a module of this package as Node does, once per process: Vite does not transform it, mocks
 * do not reach it, and in the pools `vmThreads` and `vmForks` it is outside of the context of the
 * tests, where Node's own `fetch` looks for its dispatcher.
 *
 * @param name - of the compiled file, as `./name.js`
 */
export async function importNatively<Module>(name: string): Promise<Module> {
  // What is imported as `node:module` in those pools is Vitest's.
  const { createRequire } = process.getBuiltinModule('node:module')
  const require = createRequire(import.meta.url)
  const { importModule } = require('./import-module.cjs') as ImportModule
  return (await importModule(pathToFileURL(require.resolve(name)).href)) as Module
}
