import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { type ProgramRun, runProgram, withoutRunner } from './support/inline-projects.ts'
import { all, temporaryFolder } from './support/servers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const runners = {
  jest: { program: ['jest', 'bin', 'jest.js'], parameters: [] },
  vitest: { program: ['vitest', 'vitest.mjs'], parameters: ['run'] },
}

/** Runs an example as `npm test` there does, with a store of its own. */
function run(
  name: keyof typeof runners,
  store: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ProgramRun> {
  const { parameters, program } = runners[name]
  const path = join(root, 'node_modules', ...program)
  return runProgram([process.execPath, path, ...parameters], {
    cwd: join(root, 'examples', name),
    env: { ...withoutRunner(), NO_COLOR: '1', HARTIFACT_STORE: store, ...environment },
  })
}

/** What was sent, by the names of the sessions. */
async function requestsIn(folder: string): Promise<Record<string, string[]>> {
  await using store = await openStore(folder)
  const requests: Record<string, string[]> = {}
  for (const session of await store.list()) {
    const entries = await all(session.entries())
    requests[session.name] = entries.map(
      ({ request, response }) =>
        `${request.method} ${new URL(request.url).pathname} ${response?.status}`,
    )
  }
  return requests
}

const searches = ['tea', 'cup', 'kettle'].map((words) => [
  `finds products by "${words}"`,
  ['GET /api/products 200'],
])

describe('the example of Jest', () => {
  test('leaves a session for each test', async () => {
    await using folder = await temporaryFolder()
    const { exitCode, output } = await run('jest', folder.path)
    expect(output).toMatch(/hartifact:.* 5 tests, 8 requests/)
    expect(output).not.toMatch(/did not exit|failed to exit|open handle/)
    expect(exitCode).toBe(0)
    expect(await requestsIn(folder.path)).toEqual({
      ...Object.fromEntries(searches),
      'Order Flow › an order › is placed by who is logged in': [
        'POST /api/session 200',
        'GET /api/products 200',
        'POST /api/cart/items 201',
        'POST /api/orders 201',
      ],
      'Order Without Login': ['POST /api/orders 401'],
    })
  })

  test('fails on the other release, and says what went over the wire', async () => {
    await using folder = await temporaryFolder()
    const { exitCode, output } = await run('jest', folder.path, { SHOP_RELEASE: '2' })
    expect(exitCode).toBe(1)
    expect(output).toMatch(/hartifact: .*is placed by who is logged in.* — .*4 requests/)
  })
})

describe('the example of Vitest', () => {
  test('leaves a session for each test', async () => {
    await using folder = await temporaryFolder()
    const { exitCode, output } = await run('vitest', folder.path)
    expect(output).toMatch(/hartifact:.* 5 tests, 6 requests/)
    expect(exitCode).toBe(0)
    expect(await requestsIn(folder.path)).toEqual({
      ...Object.fromEntries(searches),
      'Account › the account › is that of who has logged in': [
        'POST /api/session 200',
        'GET /api/me 200',
      ],
      'Account Without Login': ['GET /api/me 401'],
    })
  })

  test('fails on the other release', async () => {
    await using folder = await temporaryFolder()
    const { exitCode, output } = await run('vitest', folder.path, { SHOP_RELEASE: '2' })
    expect(exitCode).toBe(1)
    expect(output).toMatch(/hartifact: .*is that of who has logged in.* — .*2 requests/)
  })
})
