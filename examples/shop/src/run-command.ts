import { parseArgs } from 'node:util'
import { startShop, type Shop, type ShopOptions } from './start-shop.ts'

const help = `Usage: hartifact-shop [options]

A small tea shop on HTTP and HTTPS, to be tested.

  --release <1|2>      release to serve (default 1)
  --port <number>      port of HTTP (default: a free one)
  --https-port <number>  port of HTTPS (default: a free one)
  --host <address>     address to listen on (default 127.0.0.1)
  --ca-folder <path>   where the CA certificate goes (default: a temporary folder)
  --quiet              no line for each request
  --help               show this

Log in as ada@example.test with the password "correct horse".
`

/** What came of the command line. */
export interface CommandResult {
  /** 0 fine, 1 the shop could not start, 2 wrong usage. */
  readonly exitCode: 0 | 1 | 2
  /** For standard output, or for standard error if the exit code is not 0. */
  readonly text: string
  /** The shop, if it runs now. */
  readonly shop?: Shop
}

/** Does what the arguments (without those of Node) ask for. */
export async function runCommand(args: readonly string[]): Promise<CommandResult> {
  let options: ShopOptions | undefined
  try {
    options = readOptions(args)
  } catch (error) {
    return { exitCode: 2, text: `${messageOf(error)}\nSee hartifact-shop --help.\n` }
  }
  if (options === undefined) return { exitCode: 0, text: help }
  try {
    const shop = await startShop(options)
    const text =
      `Release ${shop.release} is open.\n` +
      `HTTP   ${shop.httpUrl}\nHTTPS  ${shop.httpsUrl}\nCA     ${shop.caPath}\n`
    return { exitCode: 0, text, shop }
  } catch (error) {
    return { exitCode: 1, text: `${startFailure(error)}\n` }
  }
}

/** @returns undefined if help is asked for */
function readOptions(args: readonly string[]): ShopOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      release: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      'https-port': { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      'ca-folder': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  if (values.release !== '1' && values.release !== '2') {
    throw new Error(`--release must be 1 or 2, not "${values.release}".`)
  }
  const caFolder = values['ca-folder']
  return {
    release: values.release === '1' ? 1 : 2,
    port: readPort('--port', values.port),
    httpsPort: readPort('--https-port', values['https-port']),
    host: values.host,
    quiet: values.quiet,
    ...(caFolder === undefined ? {} : { caFolder }),
  }
}

function readPort(name: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new Error(`${name} must be a number from 0 to 65535, not "${text}".`)
}

function startFailure(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is already in use. Choose another with --port or --https-port.`
  }
  if (code === 'EACCES' && port !== undefined) {
    return `Port ${port} may not be opened. Choose one above 1023.`
  }
  return `The shop could not start: ${messageOf(error)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
