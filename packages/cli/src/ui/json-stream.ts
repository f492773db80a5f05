import type { Output } from './output.ts'
import { primed } from './primed.ts'
import { printableJson } from './printable.ts'

/**
 * Writes one JSON document with a long list in it, of which only one item at a time is in memory:
 * the members of `head`, the list under `key` with one item in each line, the members of `tail`.
 */
export async function streamDocument(
  out: Output,
  head: object,
  key: string,
  items: AsyncIterable<unknown> | Iterable<unknown>,
  tail: () => object = () => ({}),
): Promise<void> {
  const found = await primed(items)
  await out.line('{')
  for (const line of members(head)) await out.line(`${line},`)
  let before: string | undefined
  for await (const item of found) {
    if (out.closed) return
    await out.line(before === undefined ? `  ${JSON.stringify(key)}: [` : `${before},`)
    before = `    ${printableJson(item)}`
  }
  if (before !== undefined) await out.line(before)
  const rest = members(tail())
  const end = before === undefined ? `  ${JSON.stringify(key)}: []` : '  ]'
  await out.line([end, ...rest].join(',\n'))
  await out.line('}')
}

function members(object: object): string[] {
  const lines = printableJson(object, 2).split('\n').slice(1, -1).join('\n')
  return lines === '' ? [] : [lines]
}
