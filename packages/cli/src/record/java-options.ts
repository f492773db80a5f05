import { basename } from 'node:path'

/** A trust store of Java. */
export interface JavaStore {
  readonly path: string
  readonly password: string
}

/** Commands that are, or start, a Java machine. */
const commands = new Set(
  'java javaw mvn mvnw mvnd gradle gradlew sbt ant kotlin scala groovy jbang'.split(' '),
)

/** Whether a command is one that runs on Java. */
export function looksLikeJava(command: string): boolean {
  const name = basename(command.replaceAll('\\', '/')).toLowerCase()
  return commands.has(name.replace(/\.(?:exe|cmd|bat|sh)$/, ''))
}

/** The trust store that options of the user name. */
export function usersTrustStore(options: string | undefined): JavaStore | undefined {
  const property = (name: string): string | undefined => {
    const pattern = new RegExp(`-Djavax\\.net\\.ssl\\.${name}=(?:"([^"]*)"|'([^']*)'|(\\S+))`)
    const [, ...values] = pattern.exec(options ?? '') ?? []
    return values.find((value) => value !== undefined)
  }
  const path = property('trustStore')
  return path ? { path, password: property('trustStorePassword') ?? 'changeit' } : undefined
}

/**
 * `JAVA_TOOL_OPTIONS` that make Java use the proxy. Ours come last: the last one of a name counts.
 *
 * Without `noProxy` localhost is recorded as well; with it Java adds the loopback addresses itself.
 */
export function javaOptions(settings: {
  readonly proxyUrl: string
  readonly store: JavaStore
  readonly noProxy: readonly string[]
  readonly existing: string | undefined
}): string {
  const { existing, noProxy, proxyUrl, store } = settings
  const { hostname, port } = new URL(proxyUrl)
  const properties = {
    'http.proxyHost': hostname,
    'http.proxyPort': port,
    'https.proxyHost': hostname,
    'https.proxyPort': port,
    'http.nonProxyHosts': noProxy.map((host) => host.replace(/^\./, '*.')).join('|'),
    'javax.net.ssl.trustStore': store.path,
    'javax.net.ssl.trustStorePassword': store.password,
  }
  const ours = Object.entries(properties).map(([name, value]) => quoted(`-D${name}=${value}`))
  return [existing, ...ours].filter(Boolean).join(' ')
}

/** Options are split at spaces outside of quotes; nothing else is special. */
function quoted(option: string): string {
  if (!/[\s'"]/.test(option)) return option
  return option.includes('"') ? `'${option}'` : `"${option}"`
}
