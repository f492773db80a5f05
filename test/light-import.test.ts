import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('importing the core loads no engine', async () => {
  const code = `
    await import('@hartifact/core')
    const { createRequire } = await import('node:module')
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
  })
  const loaded = (JSON.parse(stdout) as string[]).filter((path) =>
    /mockttp|x509|http2-wrapper/.test(path),
  )
  expect(loaded).toEqual([])
})
