import { basename } from 'node:path'

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']

const browsers =
  /^(?:(?:google|ungoogled)[- ])?chrom(?:e|ium)\b|headless[-_]shell|^(?:chrome|gecko|msedge)driver\b|^msedge|^microsoft[- ]edge|^firefox|^brave|^opera\b|^vivaldi|^electron\b/i

/** A process that is about to be started. */
export interface Child {
  /** The name or path of its program. */
  readonly program: string
  /** What it gets without us. */
  readonly environment: NodeJS.ProcessEnv
  /** Where it runs, when that is not the folder of its parent. */
  readonly folder?: string
  /** Whether its parent does nothing until it has ended. */
  readonly isAwaited: boolean
}

/**
 * Why a child is to be left as it is, for people; `undefined` when it is not:
 *
 * - The caller gave it a proxy that is not the one of this process: it was chosen for this child.
 * - It is a browser, which would use the proxy of the variables, but trusts no authority they name.
 *
 * @param inherited what children get when the caller says nothing
 */
export function reasonToExempt(
  { environment, program }: Pick<Child, 'environment' | 'program'>,
  inherited: NodeJS.ProcessEnv,
): string | undefined {
  const own = proxies
    .flatMap((name) => [name, name.toLowerCase()])
    .find((name) => environment[name] && environment[name] !== inherited[name])
  if (own) return `it was started with a proxy of its own (${own})`
  if (browsers.test(basename(program.replaceAll('\\', '/')))) {
    return 'it is a browser, which takes proxy and authority from its own options'
  }
  return undefined
}

/** Whether the caller made the environment for a session: that choice counts. */
export function isRoutedAlready(
  { environment }: Pick<Child, 'environment'>,
  inherited: NodeJS.ProcessEnv,
): boolean {
  const { HARTIFACT_PROXY: proxy } = environment
  return Boolean(proxy) && proxy !== inherited['HARTIFACT_PROXY']
}
