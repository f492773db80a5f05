import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { outputOn, type Target } from './output.ts'

test('nothing is cut and nothing coloured when the output is no terminal', () => {
  const output = outputOn(new PassThrough(), {})
  expect(output).toMatchObject({ isTerminal: false, width: undefined })
  expect(output.styles.red('x')).toBe('x')
})

test('a terminal has a width and colours', () => {
  const stream: Target = Object.assign(new PassThrough(), { isTTY: true, columns: 72 } as const)
  const output = outputOn(stream, {})
  expect(output).toMatchObject({ isTerminal: true, width: 72 })
  expect(output.styles.red('x')).not.toBe('x')
})

test('lines are gathered, and come before bytes that follow them', async () => {
  const stream = new PassThrough()
  const output = outputOn(stream, {})
  await output.line('one')
  await output.line()
  expect(stream.read()).toBeNull()
  await output.write(Uint8Array.of(65))
  expect(String(stream.read())).toBe('one\n\nA')
  await output.line('two')
  await output.flush()
  expect(String(stream.read())).toBe('two\n')
})

test('a reader that goes away ends the waiting, and the writing', async () => {
  const stream = new PassThrough({ highWaterMark: 1 })
  const output = outputOn(stream, {})
  const written = Promise.all([output.write('more than'), output.write('it takes')])
  stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  await written
  expect(output.closed).toBe(true)
  await output.write('nobody sees this')
})

test('a full disk is an error', async () => {
  const full = new Writable({
    write: (_chunk, _encoding, done) => {
      done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    },
  })
  await expect(outputOn(full, {}).write('much')).rejects.toThrow('no space left')
})
