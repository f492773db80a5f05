/** A client that connects around the proxy. */
export interface DocumentedEscape {
  /** As in the matrix. */
  readonly client: string
  /** Who is named in `recording.coverage().bypassed` and to `onEscape`. */
  readonly reportedAs: string
}

/** All clients of the matrix that cannot be captured. Each is reported, by name. */
export const documentedEscapes: readonly DocumentedEscape[] = [
  { client: 'net.connect', reportedAs: 'node:net' },
  { client: 'tls.connect', reportedAs: 'node:tls' },
  // The packages are installed under these names, as each is here in several versions.
  ...['undici6', 'undici7', 'undici8'].flatMap((reportedAs) => {
    const name = reportedAs.replace(/(\d)$/, ' $1')
    return [
      { client: `${name} Pool`, reportedAs },
      { client: `${name} Client`, reportedAs },
      { client: `fetch(url, { dispatcher }), an Agent of ${name}`, reportedAs },
    ]
  }),
  { client: 'got 11, http2: true', reportedAs: 'http2-wrapper' },
  { client: 'got 14, http2: true', reportedAs: 'http2-wrapper' },
  { client: 'https-proxy-agent', reportedAs: 'https-proxy-agent' },
  { client: '@grpc/grpc-js', reportedAs: '@grpc/grpc-js' },
]

/** Where the proxy is named to a client of {@link documentedEscapes}, it is captured. */
export const remedies: Readonly<Record<string, string>> = {
  '@grpc/grpc-js': '@grpc/grpc-js, $grpc_proxy',
}

/** Cells of the matrix that are empty: major versions of Node on which a client does not run. */
export const notApplicable: Readonly<Record<string, readonly number[]>> = {
  WebSocket: [20],
  'undici 8 request': [20],
  'undici 8 fetch': [20],
  'undici 8 Pool': [20],
  'undici 8 Client': [20],
  'fetch(url, { dispatcher }), an Agent of undici 6': [26],
  'fetch(url, { dispatcher }), an Agent of undici 8': [20, 22, 24],
}
