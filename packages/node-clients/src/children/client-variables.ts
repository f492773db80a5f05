import type { Authority } from '@hartifact/core'
import { nodeOptions } from './node-options.ts'

/** What {@link clientVariables} needs to know. */
export interface ClientSettings {
  /** `http://127.0.0.1:PORT`; with the credentials of a session where traffic is for one. */
  readonly proxyUrl: string
  readonly authority: Authority
  /** What the command would have without us. */
  readonly environment: NodeJS.ProcessEnv
  /** Hosts that are reached without the proxy. */
  readonly bypass: readonly string[]
}

/** npm gives its own settings to what it runs, and they count more than the variables of all. */
const npmProxies = ['npm_config_proxy', 'npm_config_https_proxy', 'npm_config_https-proxy']

/**
 * The variables that make the HTTP clients of a command, and of whatever it starts, use the proxy.
 * Clients that go to localhost are recorded as well: `NO_PROXY` has nothing but `bypass`.
 *
 * `ALL_PROXY` is left as it is: it is about other protocols, such as FTP, which the proxy does not
 * speak. `NODE_USE_ENV_PROXY` is not set: with it older versions of axios ask the proxy for the proxy,
 * Node 22 prints a warning in each process, and our preload reaches more clients.
 */
export function clientVariables(settings: ClientSettings): Record<string, string> {
  const { authority, bypass, environment, proxyUrl } = settings
  const variables: Record<string, string> = {
    NODE_OPTIONS: nodeOptions(environment['NODE_OPTIONS']),
    HARTIFACT_PROXY: proxyUrl,
    HARTIFACT_CA: authority.certPath,
    HARTIFACT_CA_SPKI: authority.spki,
  }
  // Most clients take `.a.test` for all names below it; few know `*.a.test`.
  const excluded = bypass.map((host) => host.replace(/^\*(?=\.)/, '')).join(',')
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    const value = name === 'NO_PROXY' ? excluded : proxyUrl
    // Most clients know both; curl and wget know only the small one.
    variables[name] = value
    variables[name.toLowerCase()] = value
  }
  // git would wait to be asked for credentials.
  if (new URL(proxyUrl).username) variables['GIT_HTTP_PROXY_AUTHMETHOD'] = 'basic'
  for (const name of npmProxies) if (environment[name]) variables[name] = proxyUrl
  if (environment['npm_config_noproxy']) variables['npm_config_noproxy'] = excluded
  return variables
}
