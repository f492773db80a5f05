// The same Jest suite of 200 tests with two requests each, in turns: with the default environment and
// with Hartifact's, whose parts are left out one by one to show where the time goes. Prints medians
// and ratios of whole-process times. `--workers=N` (default 1), `--files=N` (default 10).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { installed, root } from '../scripts/run.mjs'
import { describeMachine } from './support/machine.mjs'
import { median, printTable } from './support/report.mjs'

const option = (name, fallback) =>
  Number(process.argv.find((one) => one.startsWith(`--${name}=`))?.split('=')[1] ?? fallback)
const rounds = process.argv.includes('--quick') ? 2 : 5
const workers = option('workers', 1)
const files = option('files', 10)
const tests = 200
// Jest looks for tests everywhere but in node_modules.
const folder = join(root, '.cache', 'bench-jest')

const ours = (options = {}) => ({
  testEnvironment: '@hartifact/jest-env',
  testEnvironmentOptions: { hartifact: options },
})

/** What is measured, by what is in its configuration and in its tests. */
const modes = {
  plain: { config: {}, requests: true },
  'plain, no requests': { config: {}, requests: false },
  disabled: { config: ours({ enabled: false }), requests: true },
  'no requests': { config: ours(), requests: false },
  'no HAR': { config: ours({ har: 'off' }), requests: true },
  hartifact: { config: ours(), requests: true },
}

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ path: request.url, items: Array.from({ length: 20 }, String) }))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}`

await rm(folder, { recursive: true, force: true })
for (const name of Object.keys(modes)) await prepare(name)
const times = Object.fromEntries(Object.keys(modes).map((name) => [name, []]))
for (let round = -1; round < rounds; round++) {
  for (const name of Object.keys(modes)) {
    const took = await measure(name)
    // The first round warms caches.
    if (round >= 0) times[name].push(took)
  }
}
server.close()

const seconds = (name) => median(times[name])
const ratio = (name, other) => median(times[name].map((took, at) => took / times[other][at]))
const difference = (name, other) =>
  median(times[name].map((took, at) => (took - times[other][at]) * 1000))
console.log(`${describeMachine()}; ${tests} tests in ${files} files, ${workers} worker(s)`)
printTable(
  'Whole runs of Jest',
  Object.keys(modes).map((name) => ({
    suite: name,
    seconds: seconds(name).toFixed(2),
    'of plain': ratio(name, 'plain').toFixed(2),
  })),
)
const limit = (took) => took * 1.25 + workers
printTable('Where the time goes', [
  part('the environment, switched off', difference('disabled', 'plain')),
  part(
    'the proxy, and the recordings of silent tests',
    difference('no requests', 'plain, no requests'),
  ),
  part(
    'requests through the proxy, and their sessions',
    difference('no HAR', 'plain') - difference('no requests', 'plain, no requests'),
  ),
  part('the HARs', difference('hartifact', 'no HAR')),
  part('all of it', difference('hartifact', 'plain')),
])
console.log(
  `\nThe limit, 1.25 times plain and a second for each worker: ${limit(seconds('plain')).toFixed(2)} s; hartifact: ${seconds('hartifact').toFixed(2)} s`,
)

function part(what, milliseconds) {
  return { part: what, ms: milliseconds.toFixed(0), 'ms a test': (milliseconds / tests).toFixed(2) }
}

async function prepare(name) {
  const { config, requests } = modes[name]
  const target = folderOf(name)
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'package.json'), '{}')
  await writeFile(join(target, 'jest.config.json'), JSON.stringify({ transform: {}, ...config }))
  const body = requests
    ? `async () => {
  const first = await fetch(\`\${url}/products\`)
  expect(first.status).toBe(200)
  const second = await fetch(\`\${url}/orders\`, { method: 'POST', body: '{"product":1}' })
  expect((await second.json()).path).toBe('/orders')
}`
    : `async () => { expect(1).toBe(1) }`
  for (let file = 0; file < files; file++) {
    const cases = Array.from({ length: tests / files }, (_, at) => `test('case ${at}', ${body})`)
    await writeFile(
      join(target, `suite-${file}.test.js`),
      `const url = process.env.BENCH_URL\n${cases.join('\n')}\n`,
    )
  }
}

async function measure(name) {
  const cwd = folderOf(name)
  await rm(join(cwd, '.hartifact'), { recursive: true, force: true })
  await rm(join(cwd, 'test-results'), { recursive: true, force: true })
  const [program, ...parameters] = installed('jest')
  const began = performance.now()
  const child = spawn(
    program,
    [...parameters, '--silent', ...(workers === 1 ? ['-i'] : ['-w', String(workers)])],
    { cwd, env: { ...process.env, BENCH_URL: url }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'exit')
  const took = (performance.now() - began) / 1000
  if (code !== 0) throw new Error(`The suite "${name}" failed:\n${output}`)
  if (name === 'hartifact') {
    const hars = (await readdir(join(cwd, 'test-results', 'hartifact'))).filter((file) =>
      file.endsWith('.har'),
    )
    if (hars.length !== tests) throw new Error(`${hars.length} HARs for ${tests} tests`)
  }
  return took
}

function folderOf(name) {
  return join(folder, name.replaceAll(/[^a-z]+/gi, '-'))
}
