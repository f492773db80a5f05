/** What traffic is routed to: a `Recording`, as far as routing needs it. */
export interface RouteTarget {
  readonly id: string
  readonly name: string
  readonly taggedProxyUrl: string
  /** The proxy runs in this thread, so it cannot serve a child process that is waited for. */
  readonly inThisThread?: boolean
  reportBypass(client: string, reason: string): Promise<void>
}

/**
 * Where the traffic of the calling code goes; `undefined`: it goes out without the proxy. Called at
 * each new request, in the async context of the code that makes it.
 */
export type RouteSource = () => RouteTarget | undefined

/** A connection that went around the proxy. */
export interface Escape {
  /** The package that connected (`undici`, `http2-wrapper`), else the module of Node (`node:tls`). */
  readonly client: string
  readonly host: string
  readonly port: number
  /** What to do about it, for people. */
  readonly advice: string
  /** Name of the session that lacks the traffic. */
  readonly session: string | undefined
}

/** Options of `routeNodeClients`. */
export interface RouteOptions {
  /**
   * Hosts reached without the proxy: `host`, `.suffix` and `*.suffix` (all names below), an address,
   * a network (CIDR), each with or without a port (`host:port`). Default none; `NO_PROXY` is not
   * read.
   */
  readonly bypass?: readonly string[]
  /**
   * What happens when a client goes around the proxy: default `'warn'`, a warning of the process,
   * once per client and host. `'error'` closes its connection with a HartifactError. Whatever is
   * chosen, the session is told: `recording.coverage()`.
   */
  readonly onEscape?: 'warn' | 'error' | 'ignore' | ((escape: Escape) => void)
  /** Route child processes too (`spawn`, `exec`, `execFile`, `fork`); default true. */
  readonly children?: boolean
}

/** The HTTP clients of this process are routed, until it is called or disposed. */
export interface NodeRouting extends AsyncDisposable {
  /**
   * Undoes everything: prototypes, symbols, module functions, pools. Safe to call twice. Never
   * throws.
   */
  (): Promise<void>
  /** Traffic of `work`, and of what it starts, goes to `recording`, whatever the source says. */
  readonly run: <T>(recording: RouteTarget, work: () => T) => T
  /**
   * Environment for child processes that routing does not see: those that another process starts.
   * Without a recording that of the calling code; when it has none, the environment as it is.
   *
   * @param environment - what the process would have without us; default `process.env`
   */
  readonly childEnvironment: (
    recording?: RouteTarget,
    environment?: NodeJS.ProcessEnv,
  ) => NodeJS.ProcessEnv
  /** Lets go of the connections that clients keep open for a session that has ended. Never throws. */
  readonly release: (recording: Pick<RouteTarget, 'id'>) => Promise<void>
}
