// What `import '@hartifact/core'` costs, beside an empty program.
import { spawnSync } from 'node:child_process'

const median = (values) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
const measure = (code) => {
  const program = `const t = performance.now(); ${code}; console.log(performance.now() - t)`
  return Number(
    spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
    }).stdout,
  )
}
const rounds = 15
const core = []
const proxy = []
for (let round = 0; round < rounds; round++) {
  core.push(measure(`await import('@hartifact/core')`))
  proxy.push(
    measure(
      `const { startProxy } = await import('@hartifact/core'); const proxy = await startProxy({ store: process.env.TMPDIR ? process.env.TMPDIR + '/hartifact-bench' : '/tmp/hartifact-bench' }); setImmediate(() => proxy.stop())`,
    ),
  )
}
console.log(
  JSON.stringify(
    { rounds, importMilliseconds: median(core), importAndStartMilliseconds: median(proxy) },
    null,
    2,
  ),
)
