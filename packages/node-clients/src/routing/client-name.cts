const { sep } = require('node:path') as typeof import('node:path')

const modules: readonly (readonly [RegExp, string])[] = [
  [/^node:internal\/deps\/undici/, 'undici'],
  [/^node:internal\/http2/, 'node:http2'],
  [/^node:(_http_|http$|https$)/, 'node:http'],
]

/** Small packages that open connections for others. */
const helpers = new Set(['resolve-alpn'])

/**
 * Names who is connecting, by the stack: the package that called Node, else the module of Node.
 *
 * @param fallback - when it says nothing more
 */
function clientName(fallback: 'node:net' | 'node:tls'): string {
  let name: string = fallback
  for (const file of filesOfStack()) {
    if (file.startsWith(`${__dirname}${sep}`)) continue
    if (!file.startsWith('node:')) {
      const found = packageOf(file)
      if (found === undefined || !helpers.has(found)) return found ?? name
      name = found
    }
    const known = modules.find(([pattern]) => pattern.test(file))
    if (known && name === fallback) name = known[1]
  }
  return name
}

/** As in `/project/node_modules/.pnpm/got@14.0.0/node_modules/got/dist/index.js`. */
function packageOf(file: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(file)?.[1]
    ?.replace('\\', '/')
}

/** Test runners replace how stacks are written, so it is not read as text. */
function filesOfStack(): readonly string[] {
  const { stackTraceLimit } = Error
  const own = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  try {
    Error.stackTraceLimit = 50
    Error.prepareStackTrace = (_, sites) => sites
    const sites = new Error('stack').stack as unknown as readonly NodeJS.CallSite[]
    return sites.flatMap((site) => site.getFileName() || [])
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (own) Object.defineProperty(Error, 'prepareStackTrace', own)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  }
}

export type ClientNameModule = { readonly clientName: typeof clientName }

module.exports = { clientName } satisfies ClientNameModule
