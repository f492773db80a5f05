import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { loadMockttp } from './modules.ts'

const require = createRequire(import.meta.url)
const server = 'mockttp/dist/server/http-combo-server'
const certificates = 'mockttp/dist/util/certificates'

test('whoever uses mockttp in the same thread has it as it is, and we have ours', async () => {
  const asked: string[] = []
  const load = (): ReturnType<typeof loadMockttp> =>
    loadMockttp(async ({ cert }) => {
      asked.push(cert)
      throw new Error('enough')
    })
  const options = { https: { cert: 'ours' } } as Parameters<
    ReturnType<typeof load>['createComboServer']
  >[0]

  // Not loaded yet, and loaded before us.
  for (const count of [1, 2]) {
    await expect(load().createComboServer(options)).rejects.toThrow('enough')
    expect(asked).toHaveLength(count)
    const theirs = require(server)
    expect(require(certificates)).toHaveProperty('generateCACertificate')
    await expect(theirs.createComboServer(options)).rejects.not.toThrow('enough')
    load()
    expect(require(server)).toBe(theirs)
  }
})
