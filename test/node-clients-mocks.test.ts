import { afterAll, beforeAll, expect, test } from 'vitest'
import { inPairs } from './clients/in-pairs.ts'
import { preparePrograms, type Programs } from './clients/run-program.ts'
import { ensureNodes } from './nodes.ts'

/** ms; Nodes and libraries are installed the first time. */
const limit = 600_000

const orders = ['routing first', 'mock first'] as const

/** What each client got: `mocked`, `real` or an error. */
type Answers = Readonly<Record<string, string>>

interface Answered {
  readonly mocked: Answers
  readonly real: Answers
}

/** What `programs/mocks.mjs` reports, in the order in which it was done. */
interface Mocks {
  readonly together: Answered & {
    /** What msw was asked about. */
    readonly unhandled: readonly string[]
    /** Header fields for the proxy that mocks got to see. */
    readonly leaked: readonly string[]
  }
  /** After `disableNetConnect`: as it is, and with an exception for the proxy. Of nock only. */
  readonly closed?: { readonly strict: Answered; readonly excepted: Answered }
  /** The mocks are gone. */
  readonly restored: Answers
  /** What the session holds so far. */
  readonly first: readonly string[]
  /** The routing is gone, too. */
  readonly alone: Answers
  /** Both are there again, and the routing has gone before the mocks. */
  readonly mockAlone: Answered
  /** The mocks are gone, too. */
  readonly nothing: Answers
  /** What the second session holds. */
  readonly second: readonly string[]
}

interface Run extends Mocks {
  readonly library: string
  /** For messages. */
  readonly name: string
}

const everyone = (answer: string): Answers => ({
  fetch: answer,
  'http.get': answer,
  'https.get': answer,
  axios: answer,
})

let programs: Programs
let runs: readonly Run[] = []

beforeAll(async () => {
  const nodes = await ensureNodes()
  programs = await preparePrograms()
  const wanted = nodes.flatMap((node) =>
    (node.major < 22 ? ['nock14', 'msw2'] : ['nock15', 'msw3']).flatMap((library) =>
      orders.map((order) => ({ node, library, order })),
    ),
  )
  runs = await inPairs(wanted, async ({ library, node, order }) => ({
    ...(await programs.run<Mocks>(node, 'mocks.mjs', { library, order })),
    library,
    name: `${library} on Node ${node.major}, ${order}`,
  }))
}, limit)

afterAll(() => programs[Symbol.asyncDispose]())

test('what is mocked stays mocked and is not captured, the rest is captured once', () => {
  for (const { first, name, restored, together } of runs) {
    expect(together, name).toMatchObject({ mocked: everyone('mocked'), real: everyone('real') })
    expect(restored, name).toEqual(everyone('real'))
    // The host that was mocked comes after the mocks are gone, and not before.
    expect(first.map(plain), name).toEqual([...requestsTo('127.0.0.1'), ...requestsTo('localhost')])
  }
})

test('mocks see no header field that is for the proxy', () => {
  for (const { name, together } of runs) expect(together.leaked, name).toEqual([])
})

test('msw is asked about each request without a handler once', () => {
  const runsOfMsw = runs.filter(({ library }) => library.startsWith('msw'))
  for (const { name, together } of runsOfMsw) {
    expect(together.unhandled.map(plain), name).toEqual(requestsTo('127.0.0.1'))
  }
  expect(runsOfMsw.length).toBe(runs.length / 2)
})

test('nock.disableNetConnect() is respected, and the mocks work', () => {
  const runsOfNock = runs.filter(({ library }) => library.startsWith('nock'))
  for (const { closed, library, name } of runsOfNock) {
    const refused = everyone('rejected: ENETUNREACH')
    // nock 15 looks at sockets, so that the connection to the proxy needs an exception.
    const mocked = library === 'nock15' ? refused : everyone('mocked')
    expect(closed?.strict, name).toEqual({ mocked, real: refused })
    expect(closed?.excepted, name).toEqual({ mocked: everyone('mocked'), real: refused })
  }
  expect(runsOfNock.length).toBe(runs.length / 2)
})

test('in whatever order both go, the other one goes on, and in the end nothing is left', () => {
  for (const { alone, mockAlone, name, nothing, second } of runs) {
    expect(alone, name).toEqual(everyone('real'))
    expect(mockAlone, name).toEqual({ mocked: everyone('mocked'), real: everyone('real') })
    expect(nothing, name).toEqual(everyone('real'))
    expect(second, name).toEqual([])
  }
})

/** A request without the port of its server. */
function plain(request: string): string {
  return request.replace(/:\d+\//, '/')
}

/** Those of all clients, in their order. */
function requestsTo(host: string): string[] {
  return ['http', 'http', 'https', 'http'].map((scheme) => `GET ${scheme}://${host}/greeting`)
}
