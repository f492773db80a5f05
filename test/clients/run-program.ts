import { fork } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestNode } from '../nodes.ts'
import { temporaryFolder } from '../support/servers.ts'
import { selfSigned } from '../support/wire/certificate.ts'
import { ensureClients } from './ensure-clients.ts'

/** The programs of this folder, where they find the clients. */
export interface Programs extends AsyncDisposable {
  /**
   * Runs a program with a Node, and gives what it reports. It is given `parameters`, the folder of
   * an empty store, and certificates for its servers.
   *
   * @throws Error with its output when it reports nothing, or does not end by itself
   */
  run<T>(node: TestNode, program: string, parameters?: object): Promise<T>
}

/** ms; it is the limit for a hang. */
const limit = 120_000

/** Makes the programs ready to run; the clients are installed when they are not there. */
export async function preparePrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(await ensureClients(), 'run-'))
  await cp(fileURLToPath(new URL('programs', import.meta.url)), folder, { recursive: true })
  const certificates = { known: await selfSigned(), unknown: await selfSigned() }
  return {
    run: async <T>(node: TestNode, program: string, parameters: object = {}): Promise<T> => {
      await using store = await temporaryFolder()
      const given = { ...parameters, certificates, store: store.path }
      return (await runFile(node, join(folder, program), given)) as T
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

async function runFile(node: TestNode, file: string, parameters: object): Promise<unknown> {
  const child = fork(file, {
    execPath: node.path,
    execArgv: [],
    env: { ...plainEnvironment(), PROGRAM_PARAMETERS: JSON.stringify(parameters) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  let result: unknown
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.on('message', (message) => (result = message))
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(String(signal ?? code)))
  }).finally(() => clearTimeout(timer))
  if (end === '0' && result !== undefined) return result
  const when = result === undefined ? 'without a result' : 'with a result, but not by itself'
  throw new Error(`${file} on Node ${node.major} ended ${when} (${end}):\n${output}`)
}

/** Without what routes or configures clients: the programs say themselves what they want. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const unwanted = /_proxy$|^(?:NODE_|VITEST|HARTIFACT_STORE$|SSL_)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)))
}
