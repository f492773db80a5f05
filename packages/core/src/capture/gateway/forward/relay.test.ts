import { PassThrough, Readable, Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { relay } from './relay.ts'

test('bytes pass in order, and nothing is ended by it', async () => {
  const source = Readable.from(['a', 'b', 'c'], { objectMode: false })
  const sink = new PassThrough()
  const seen: string[] = []
  await new Promise<void>((resolve) => {
    relay(source, sink, {
      chunk: (bytes) => void seen.push(String(bytes)),
      end: resolve,
    })
  })
  expect(seen.join('')).toBe('abc')
  // Without a size, Node 26 gives one chunk only.
  expect(String(sink.read(sink.readableLength))).toBe('abc')
  expect(sink.writableEnded).toBe(false)
})

test('a sink that is full stops the source, until it has drained', async () => {
  const taken: Array<() => void> = []
  const sink = new Writable({
    highWaterMark: 2,
    write: (_chunk, _encoding, done) => void taken.push(done),
  })
  const source = new PassThrough()
  relay(source, sink, { chunk: () => undefined, end: () => {} })
  source.write('12')
  await vi.waitUntil(() => source.isPaused())
  source.write('34')
  expect(sink.writableLength).toBe(2)
  taken.shift()?.()
  await vi.waitUntil(() => taken.length === 1)
  expect(source.isPaused()).toBe(true)
  taken.shift()?.()
  await vi.waitUntil(() => !source.isPaused())
})

test('a listener that asks for time gets it', async () => {
  const source = new PassThrough()
  const go: Array<() => void> = []
  relay(source, new PassThrough(), {
    chunk: () => new Promise((resolve) => go.push(resolve)),
    end: () => {},
  })
  source.write('1')
  await vi.waitUntil(() => source.isPaused())
  source.write('2')
  expect(go).toHaveLength(1)
  go[0]?.()
  await vi.waitUntil(() => go.length === 2)
  expect(source.isPaused()).toBe(true)
})

test('when the sink goes away the rest flows into nothing', async () => {
  const sink = new Writable({ highWaterMark: 1, write: () => {} })
  const source = new PassThrough()
  const ended = new Promise<void>((resolve) => {
    relay(source, sink, { chunk: () => undefined, end: resolve })
  })
  source.write('123')
  await vi.waitUntil(() => source.isPaused())
  source.end('456')
  sink.destroy()
  await ended
  expect(source.readableEnded).toBe(true)
})
