const general =
  'Use an agent of node:http or node:https, fetch, or the default settings of the client; or name the host in `bypass`, or set `onEscape` to "ignore".'

const agentBase =
  'It opens its connections itself. Do without this agent while traffic is captured: another proxy is named to Hartifact by HTTP_PROXY and HTTPS_PROXY, or as `upstream.proxy`.'

/** By client: packages, and modules of Node. */
const known: Readonly<Record<string, string>> = {
  undici:
    'A dispatcher of its own connects by itself. Leave out `dispatcher`, and use `fetch` or `request` instead of own Agent, Pool or Client objects and of setGlobalDispatcher().',
  'http2-wrapper':
    'got uses it for `http2: true`. Leave that option out: HTTP/1.1 is captured, and so is http2.connect() of Node.',
  'agent-base': agentBase,
  'http-proxy-agent': agentBase,
  'https-proxy-agent': agentBase,
  'pac-proxy-agent': agentBase,
  'proxy-agent': agentBase,
  'socks-proxy-agent': agentBase,
  hpagent: agentBase,
  tunnel: agentBase,
  'tunnel-agent': agentBase,
  'node:http':
    'It was given a function `createConnection`, or an agent that Node routes by the proxy variables. Leave that out.',
  'node:http2': 'It was given a function `createConnection`. Leave that out.',
  'node:net':
    'A raw socket cannot be captured. When what it speaks is not HTTP, name its host in `bypass`, or set `onEscape` to "ignore".',
  'node:tls':
    'A raw socket cannot be captured. When what it speaks is not HTTP, name its host in `bypass`, or set `onEscape` to "ignore".',
}

/** What a reader can do so that the traffic of a client is captured. */
function adviceFor(client: string): string {
  return Object.hasOwn(known, client) ? (known[client] ?? general) : general
}

export type EscapeAdviceModule = { readonly adviceFor: typeof adviceFor }

module.exports = { adviceFor } satisfies EscapeAdviceModule
