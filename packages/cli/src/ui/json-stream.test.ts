import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { streamDocument } from './json-stream.ts'
import { outputOn } from './output.ts'

async function written(...parameters: Parameters<typeof withoutOutput>): Promise<string> {
  const stream = new PassThrough()
  const out = outputOn(stream, {})
  await streamDocument(out, ...parameters)
  await out.flush()
  stream.end()
  return text(stream)
}

declare function withoutOutput(
  head: object,
  key: string,
  items: Iterable<unknown>,
  tail?: () => object,
): void

test('one item in each line', async () => {
  const found = await written(
    { query: 'a', session: { id: '1' } },
    'hits',
    [{ a: 1 }, 'b'],
    () => ({
      total: 2,
    }),
  )
  expect(JSON.parse(found)).toEqual({
    query: 'a',
    session: { id: '1' },
    hits: [{ a: 1 }, 'b'],
    total: 2,
  })
  expect(found).toContain('\n    {"a":1},\n    "b"\n')
})

test('an empty list, without anything around it', async () => {
  expect(JSON.parse(await written({}, 'hits', []))).toEqual({ hits: [] })
  expect(JSON.parse(await written({ a: 1 }, 'hits', [], () => ({ b: 2 })))).toEqual({
    a: 1,
    hits: [],
    b: 2,
  })
})
