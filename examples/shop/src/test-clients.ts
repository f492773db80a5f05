import { once } from 'node:events'
import { connect, type IncomingHttpHeaders } from 'node:http2'
import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'

/** What the HTTPS clients of the tests tell of a response. */
export interface SecureAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly httpVersion: string
}

/** A visitor with a cookie jar, and if asked for with a token; follows no redirects. */
export function visitor(
  baseUrl: string,
): (method: string, path: string, options?: VisitOptions) => Promise<Response> {
  const jar = new Map<string, string>()
  return async (method, path, { form, json, headers } = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        cookie,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return response
  }
}

export interface VisitOptions {
  readonly form?: Record<string, string>
  readonly json?: unknown
  readonly headers?: Record<string, string>
}

/** Logs in by the form, as a browser does. */
export async function logInByForm(
  visit: ReturnType<typeof visitor>,
  credentials: { readonly email: string; readonly password: string },
): Promise<Response> {
  const page = await (await visit('GET', '/login')).text()
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  return visit('POST', '/login', { form: { csrf, ...credentials } })
}

/** GET over TLS with HTTP/1.1, trusting only the given authority. */
export async function getWithHttp1(url: string, ca: string): Promise<SecureAnswer> {
  const sent = request(url, { agent: new Agent({ ca, ALPNProtocols: ['http/1.1'] }) })
  sent.end()
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  const { statusCode = 0, headers, httpVersion } = response
  return { status: statusCode, headers, httpVersion, body: await text(response) }
}

/** A request over TLS with HTTP/2, trusting only the given authority. */
export async function sendWithHttp2(
  url: string,
  ca: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<SecureAnswer> {
  const { origin, pathname, search } = new URL(url)
  const session = connect(origin, { ca })
  try {
    const stream = session.request({ ':path': pathname + search, ...options.headers })
    stream.end(options.body)
    const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': 200 }]
    const httpVersion = session.alpnProtocol === 'h2' ? '2.0' : String(session.alpnProtocol)
    return { status: headers[':status'], headers, httpVersion, body: await text(stream) }
  } finally {
    session.close()
  }
}

/** An open WebSocket, its first message, and a way to wait for the next. */
export async function openChat(
  url: string,
  ca?: string,
): Promise<{
  socket: WebSocket
  welcome: string
  readonly ask: (data: string | Buffer) => Promise<Buffer>
}> {
  const socket = new WebSocket(url, ca === undefined ? {} : { ca })
  const [welcome] = (await once(socket, 'message')) as [Buffer]
  return {
    socket,
    welcome: welcome.toString('utf8'),
    async ask(data) {
      socket.send(data)
      const [answer] = (await once(socket, 'message')) as [Buffer]
      return answer
    },
  }
}
