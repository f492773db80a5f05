import { writeSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentedEscapes, notApplicable, remedies } from './clients/escapes.ts'
import { inPairs } from './clients/in-pairs.ts'
import { type MatrixRow, matrixCell, printTable } from './clients/matrix-cell.ts'
import { preparePrograms, type Programs } from './clients/run-program.ts'
import { ensureNodes, type TestNode } from './nodes.ts'

/** ms; Nodes and clients are installed the first time. */
const limit = 600_000

let nodes: readonly TestNode[] = []
let programs: Programs

beforeAll(async () => {
  nodes = await ensureNodes()
  programs = await preparePrograms()
}, limit)

afterAll(() => programs[Symbol.asyncDispose]())

describe('one client after the other', () => {
  /** What programs do that load clients at their top, and what test runners do. */
  const orders = ['clients first', 'routing first'] as const
  const reportedAs = new Map(documentedEscapes.map((escape) => [escape.client, escape.reportedAs]))

  interface Column {
    readonly major: number
    readonly order: (typeof orders)[number]
    readonly rows: readonly MatrixRow[]
    /** What came to a session that no client had. */
    readonly rest: readonly string[]
  }
  let columns: readonly Column[] = []
  let clients: readonly string[] = []

  beforeAll(async () => {
    const runs = nodes.flatMap((node) => orders.map((order) => ({ node, order })))
    columns = await inPairs(runs, async ({ node, order }) => {
      const matrix = await programs.run<Pick<Column, 'rest' | 'rows'>>(node, 'matrix.mjs', {
        order,
      })
      return { ...matrix, major: node.major, order }
    })
    clients = columns[0]?.rows.map(({ client }) => client) ?? []
  }, limit)

  /** What is the same in both orders is told once. */
  function cell(client: string, major: number): string {
    const told = columns
      .filter((column) => column.major === major)
      .map(({ rows }) => rows.find((row) => row.client === client) ?? { client })
      .map((row) => matrixCell(row, reportedAs.get(client)))
    return [...new Set(told)].join(' / ')
  }

  function expectedCell(client: string, major: number): unknown {
    if (notApplicable[client]?.includes(major)) return expect.stringMatching(/^n\/a \(.+\)$/)
    return reportedAs.has(client) ? 'escape: reported' : 'ok'
  }

  test('is captured, exactly and in its own session, or reported by name', () => {
    const majors = nodes.map(({ major }) => major)
    const cells = clients.map((client) => [client, ...majors.map((major) => cell(client, major))])
    const heads = ['client', ...majors.map((major) => `Node ${major}`)]
    // Past the reporter, which would take it apart.
    writeSync(1, `\n${printTable([heads, ...cells])}\n\n`)
    expect(cells).toEqual(
      clients.map((client) => [client, ...majors.map((major) => expectedCell(client, major))]),
    )
  })

  test('sends nothing to any other session', () => {
    expect(columns.map(({ rest }) => rest)).toEqual(columns.map(() => []))
  })

  test('is in the matrix when it is a documented escape, or the remedy of one', () => {
    expect(clients).toEqual(expect.arrayContaining([...reportedAs.keys()]))
    expect(clients).toEqual(expect.arrayContaining(Object.keys(notApplicable)))
    expect([...reportedAs.keys()]).toEqual(expect.arrayContaining(Object.keys(remedies)))
    const remedied = Object.values(remedies)
    expect(clients.filter((client) => remedied.includes(client))).toEqual(remedied)
  })
})

describe('many sessions at once', () => {
  const sessions = 8
  const requests = 200

  interface Concurrency {
    readonly compared: readonly { readonly sent: string[]; readonly captured: string[] }[]
    /** How many things the routing replaced. */
    readonly replaced: number
    /** What is not as before. */
    readonly changed: readonly string[]
    /** Connections to the proxy. */
    readonly leftOpen: number
    /** Requests afterwards that reached the server. */
    readonly after: number
    readonly resourcesBefore: readonly string[]
    readonly resourcesAfter: readonly string[]
  }
  let runs: readonly Concurrency[] = []

  beforeAll(async () => {
    runs = await inPairs(nodes, (node) =>
      programs.run<Concurrency>(node, 'concurrency.mjs', { requests, sessions }),
    )
  }, limit)

  test('each get what five clients send for them, and nothing else', () => {
    for (const [index, { compared }] of runs.entries()) {
      const node = `Node ${nodes[index]?.major}`
      expect(compared.length, node).toBe(sessions)
      for (const { captured, sent } of compared) {
        expect(sent.length, node).toBe(requests)
        expect(captured.toSorted(), node).toEqual(sent.toSorted())
      }
    }
  })

  test('leave everything as it was: functions, prototypes, symbols, listeners, environment', () => {
    expect(runs.map(({ changed }) => changed)).toEqual(runs.map(() => []))
    expect(runs.every(({ replaced }) => replaced > 0)).toBe(true)
  })

  test('leave no connection to the proxy, and nothing that keeps the process alive', () => {
    expect(runs.map(({ leftOpen }) => leftOpen)).toEqual(runs.map(() => 0))
    expect(runs.map(({ resourcesAfter }) => resourcesAfter)).toEqual(
      runs.map(({ resourcesBefore }) => resourcesBefore),
    )
  })

  test('leave clients that work without the proxy', () => {
    expect(runs.map(({ after }) => after)).toEqual(runs.map(() => 2))
  })
})
