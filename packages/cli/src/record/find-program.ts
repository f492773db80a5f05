import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where a program is, found as a shell does; `undefined` when there is none. */
export async function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const isPath = name.includes('/') || (process.platform === 'win32' && name.includes('\\'))
  const folders = isPath ? [''] : (environment['PATH'] ?? '').split(delimiter)
  const endings = process.platform === 'win32' ? ['', ...windowsEndings(environment)] : ['']
  for (const folder of folders) {
    for (const ending of endings) {
      // An empty item of PATH is the working folder.
      const path = isPath ? `${name}${ending}` : join(folder || '.', `${name}${ending}`)
      if (await isProgram(path)) return path
    }
  }
  return undefined
}

function windowsEndings({ PATHEXT }: NodeJS.ProcessEnv): string[] {
  return (PATHEXT ?? '.COM;.EXE;.BAT;.CMD').toLowerCase().split(';')
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
