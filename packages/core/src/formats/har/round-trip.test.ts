import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sessions } from '../session-arbitraries.contract.ts'
import { schemaFaults, writeHar } from './har-files.contract.ts'
import { readHar } from './read.ts'

test('any session is valid HAR and comes back equal', async () => {
  await fc.assert(
    fc.asyncProperty(sessions(), async (session) => {
      const { file, losses, text } = await writeHar(session)
      expect(schemaFaults(file)).toEqual([])
      const { issues, ...read } = readHar(text)
      expect(issues).toEqual([])
      expect(read).toStrictEqual(session)
      const cut = session.entries.flatMap(({ request, response }) =>
        [request.body, response?.body].filter((body) => body?.truncated),
      )
      expect(losses).toHaveLength(cut.length)
    }),
    { numRuns: 300 },
  )
})

test('without wire bodies the decoded ones come back, and the reader is told', async () => {
  await fc.assert(
    fc.asyncProperty(sessions(), async (session) => {
      const { file, text } = await writeHar(session, { wireBodies: false })
      expect(schemaFaults(file)).toEqual([])
      const read = readHar(text)
      expect(read.entries.map(({ id }) => id)).toEqual(session.entries.map(({ id }) => id))
      for (const body of read.entries.flatMap(({ request, response }) => [
        request.body,
        response?.body,
      ])) {
        if (body) expect(read.bodies.has(body.sha256)).toBe(true)
      }
      const decoded = text.split('"kept":"decoded"').length - 1
      expect(read.issues).toHaveLength(decoded)
    }),
    { numRuns: 50 },
  )
})
