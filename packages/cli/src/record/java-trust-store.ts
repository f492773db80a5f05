import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Authority } from '@hartifact/core'
import { findProgram } from './find-program.ts'
import { type JavaStore, usersTrustStore } from './java-options.ts'

const run = promisify(execFile)

/** What {@link javaTrustStore} needs to know. */
export interface JavaTrustSettings {
  readonly environment: NodeJS.ProcessEnv
  readonly ca: Authority
}

/**
 * A trust store for Java: that of the user's options, else of the JDK, and our authority. It is made
 * once for each of the two, which takes a second, and lies beside the authority.
 *
 * @throws Error that says what is missing
 */
export async function javaTrustStore(settings: JavaTrustSettings): Promise<JavaStore> {
  const { ca, environment } = settings
  const keytool = await findKeytool(environment)
  if (!keytool) throw new Error('there is no keytool in JAVA_HOME or PATH')
  const base = usersTrustStore(environment['JAVA_TOOL_OPTIONS']) ?? (await jdkStore(keytool))
  const password = base?.password ?? 'changeit'
  const stamp = base && (await stat(base.path))
  const key = [ca.pem, base?.path, stamp?.size, stamp?.mtimeMs, password].join('\n')
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16)
  const path = join(dirname(ca.certPath), `java-${name}.jks`)
  if (await stat(path).catch(() => undefined)) return { path, password }
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    if (base) await copyFile(base.path, unfinished)
    if (base) await chmod(unfinished, 0o600)
    const source = ['-noprompt', '-alias', 'hartifact-capture', '-file', ca.certPath]
    const target = ['-keystore', unfinished, '-storepass', password]
    // Java tells on standard error that it has seen them.
    const { JAVA_TOOL_OPTIONS: _, ...quiet } = environment
    await run(keytool, ['-importcert', ...source, ...target], { env: quiet, timeout: 60_000 })
    await chmod(unfinished, 0o600)
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
  return { path, password }
}

async function findKeytool(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const home = environment['JAVA_HOME']
  const ofHome = home ? await findProgram(join(home, 'bin', 'keytool'), environment) : undefined
  return ofHome ?? (await findProgram('keytool', environment))
}

/** The authorities of the JDK that has this keytool. */
async function jdkStore(keytool: string): Promise<JavaStore | undefined> {
  const home = dirname(dirname(await realpath(keytool)))
  for (const folder of ['lib', join('jre', 'lib')]) {
    const path = join(home, folder, 'security', 'cacerts')
    if (await stat(path).catch(() => undefined)) return { path, password: 'changeit' }
  }
  return undefined
}
