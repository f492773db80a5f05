import { createHash } from 'node:crypto'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installOnce, npm } from '../support/install-once.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const files = ['package.json', 'package-lock.json']

/**
 * The folder with the clients and mock libraries of `package.json` beside this file. They are
 * installed into `.cache/clients` when they are not there: the tests of no other package need them.
 */
export async function ensureClients(): Promise<string> {
  const contents = await Promise.all(files.map((name) => readFile(join(here, name))))
  const version = createHash('sha256').update(Buffer.concat(contents)).digest('hex')
  return installOnce({
    name: 'clients',
    version,
    install: async (draft) => {
      for (const name of files) await copyFile(join(here, name), join(draft, name))
      // Some are for newer versions of Node only than the one that runs npm.
      await npm(draft, 'ci', '--engine-strict=false')
    },
  })
}
