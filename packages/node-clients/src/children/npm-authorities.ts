import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { readText } from './text-file.ts'

/**
 * The file of authorities that settings of npm name (`cafile`): npm then trusts no others. A variable
 * counts more than files, those of the project more than the user's, and those of the machine least.
 */
export function npmAuthorities(
  environment: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): string | undefined {
  const home = environment['HOME'] || environment['USERPROFILE'] || homedir()
  const prefix = environment['PREFIX'] || dirname(dirname(process.execPath))
  const files = [
    join(folder, '.npmrc'),
    environment['npm_config_userconfig'] || join(home, '.npmrc'),
    environment['npm_config_globalconfig'] || join(prefix, 'etc', 'npmrc'),
  ]
  for (const file of files) {
    const [, named] = /^[ \t]*cafile[ \t]*=[ \t]*"?(.+?)"?[ \t]*$/m.exec(readText(file)) ?? []
    if (named) return named.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '')
  }
  return undefined
}
