/** A way through a capture proxy, for the traffic of one session. */
export interface Route {
  /** Id of the session; connections are never shared by routes of different keys. */
  readonly key: string
  /** Where the proxy listens. */
  readonly host: string
  readonly port: number
  /** Other ports of the proxy, to which nothing is routed either. */
  readonly ownPorts?: readonly number[]
  /** Value of `Proxy-Authorization`, which names the session to the proxy. */
  readonly authorization?: string
  /** Certificate of the authority by which the proxy answers for servers, PEM. */
  readonly ca?: string
}

/** A connection that went around the proxy, although a route applied. */
export interface FoundEscape<R extends Route = Route> {
  /** Package that connected, else the module of Node. */
  readonly client: string
  readonly host: string
  readonly port: number
  /** What to do about it, in full sentences. */
  readonly advice: string
  readonly route: R
}

/** What routing must be told. */
export interface RoutingSettings<R extends Route = Route> {
  /** Asked at each new request or connection, in the async context of the code that makes it. */
  routeOf(): R | undefined
  /** Whether a host is reached without the proxy. */
  isBypassed(host: string, port: number): boolean
  /** Told of each connection that goes around the proxy. Without it nobody looks for them. */
  onEscape?(escape: FoundEscape<R>, destroy: (error: Error) => void): void
}

/** Routing that is installed. */
export interface InstalledRouting {
  /** Undoes it. What other code has laid over it meanwhile stays; ours below then does nothing. */
  (): Promise<void>
  /** Lets go of the connections that clients keep open for a session. */
  release(key: string): Promise<void>
}

/** What the parts of routing share. */
export interface RoutingParts {
  /** As in the settings, but `undefined` once routing has been undone. */
  routeOf(): Route | undefined
  /** Whether a connection takes the route. */
  takes(route: Route, host: string, port: number): boolean
  /** Remembers a connection until it closes; `letGo` is called when its session ends. */
  keep(key: string, connection: KeptConnection, letGo: () => void): void
}

/** What is known of a connection that is kept. */
export interface KeptConnection {
  once(event: string, listener: () => void): unknown
}
