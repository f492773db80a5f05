import { expect, test } from 'vitest'
import { displayWidth } from './display-width.ts'
import { type Cell, type Column, tableLines, type TableOptions } from './table.ts'

async function table(
  columns: readonly Column[],
  rows: Iterable<readonly Cell[]>,
  options?: TableOptions,
): Promise<string[]> {
  const lines: string[] = []
  for await (const line of tableLines(columns, rows, options)) lines.push(line)
  return lines
}

const columns: Column[] = [
  { title: 'NAME', shrinkTo: 6 },
  { title: 'REQUESTS', align: 'right' },
  { title: 'OWNER', dispensable: 1 },
]

test('columns are as wide as their widest cell', async () => {
  expect(
    await table(columns, [
      ['Login Flow', '3', 'ada'],
      ['日本', '12', 'grace'],
    ]),
  ).toEqual([
    'NAME        REQUESTS  OWNER',
    'Login Flow         3  ada',
    '日本              12  grace',
  ])
})

test('on a terminal, columns that can be done without are left out, then others are cut', async () => {
  let leftOut = 0
  const lines = await table(columns, [['A long name of a session', '3', 'ada']], {
    width: 20,
    onLeftOut: (count) => (leftOut = count),
  })
  expect(lines).toEqual(['NAME        REQUESTS', 'A long na…         3'])
  expect(leftOut).toBe(1)
  expect(lines.every((line) => displayWidth(line) <= 20)).toBe(true)
})

test('without a terminal nothing is cut', async () => {
  const name = 'x'.repeat(300)
  expect((await table(columns, [[name, '1', 'ada']]))[1]).toContain(name)
})

test('cells cannot steer the terminal, and their styles do not count as width', async () => {
  const red = (text: string): string => `<${text}>`
  const lines = await table(columns, [[{ text: 'a\u001B[2J\n', style: red }, '1', 'b\u202Ec']])
  expect(lines[1]).toBe('<a\\u001b[2J\\n>         1  b\\u202ec')
})

test('no rows, no table', async () => {
  expect(await table(columns, [])).toEqual([])
})

test('rows after the first thousand are written as they come', async () => {
  let asked = 0
  function* rows(): Iterable<Cell[]> {
    for (; asked < 5000; asked++) yield [`row ${asked}`, String(asked), 'x']
  }
  const lines = tableLines(columns, rows())[Symbol.asyncIterator]()
  await lines.next()
  expect(asked).toBeLessThan(1000)
  let count = 1
  while (!(await lines.next()).done) count++
  expect(count).toBe(5001)
})
