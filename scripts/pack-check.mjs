/** Checks what would be published of every public package: exports, types and files. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installed, main, minute, root, run } from './run.mjs'
import { setUp } from './setup.mjs'

await main(async () => {
  await setUp()
  let failed = 0
  for (const name of readdirSync(join(root, 'packages')).toSorted()) {
    const folder = join(root, 'packages', name)
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) continue
    const { exports, private: isPrivate } = JSON.parse(readFileSync(manifest, 'utf8'))
    if (isPrivate) continue
    // Jest loads its environments with `require` and wants `__esModule` and `default`, which both
    // tools warn of.
    const isCommon = exports['.']?.default?.endsWith('.cjs')
    for (const commandLine of [
      [...installed('publint'), folder, ...(isCommon ? [] : ['--strict'])],
      [
        ...installed('@arethetypeswrong/cli', 'attw'),
        '--pack',
        folder,
        '--profile',
        isCommon ? 'node16' : 'esm-only',
        ...(isCommon ? ['--ignore-rules', 'cjs-only-exports-default'] : []),
      ],
    ]) {
      const code = await run(commandLine, { name: `The check of ${name}`, limit: 5 * minute })
      if (code !== 0) failed += 1
    }
  }
  return failed === 0 ? 0 : 1
})
