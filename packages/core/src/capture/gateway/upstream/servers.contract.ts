import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, open, openSync, rmSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** A server on a port of its own, with what has called so far. */
export class Serving implements AsyncDisposable {
  readonly port: number
  /** Accepted connections. */
  readonly sockets: Socket[] = []
  readonly #server: Server
  #open = 0
  #waiting: Array<() => void> = []

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (socket: Socket) => {
      this.sockets.push(socket)
      this.#open++
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#open--
        this.#wake()
      })
      this.#wake()
    })
  }

  static async start(server: Server | HttpServer, host = '127.0.0.1', port = 0): Promise<Serving> {
    // A refused handshake or a reset is what the tests are about.
    server.on('tlsClientError', () => {})
    server.listen({ port, host, backlog: 4096 })
    await once(server, 'listening')
    return new Serving(server)
  }

  /** Waits until somebody has called. */
  async called(): Promise<Socket> {
    while (!this.sockets[0]) await this.#change()
    return this.sockets[0]
  }

  /** Waits until nobody is connected any more. */
  async deserted(): Promise<void> {
    while (this.#open > 0) await this.#change()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** Accepts and says nothing, reading all that comes. */
export function silentServer(): Server {
  return createServer((socket) => void socket.resume())
}

/** An HTTP proxy that knows CONNECT alone, and what it was asked. */
export function connectProxy(
  answer: (asked: IncomingMessage) => string | undefined = () => undefined,
  certificate?: { cert: string; key: string },
): { server: HttpServer; asked: IncomingMessage[] } {
  const asked: IncomingMessage[] = []
  const server = certificate ? createHttpsServer(certificate) : createHttpServer()
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(request)
    const refusal = answer(request)
    if (refusal !== undefined) {
      client.end(refusal)
      return
    }
    const { hostname, port } = new URL(`http://${request.url}`)
    const upstream = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      client.write('HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n')
      client.pipe(upstream).pipe(client)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.on('close', () => upstream.destroy())
  })
  return { server, asked }
}

/** A SOCKS proxy (4, 4a, 5), and what it was asked; each request goes to `port` of this machine. */
export function socksProxy(
  port: number,
  credentials?: { username: string; password: string },
  early = '',
): { server: Server; asked: string[] } {
  const asked: string[] = []
  const server = createServer((client) => {
    void serveSocks(client).catch(() => client.destroy())
  })

  async function serveSocks(client: Socket): Promise<void> {
    const [version] = await take(client, 1)
    if (version === 4) {
      const [, high, low, ...address] = await take(client, 7)
      await takeText(client)
      const isName = address[0] === 0 && address[1] === 0 && address[2] === 0
      const host = isName ? await takeText(client) : address.join('.')
      asked.push(`4 ${host}:${high! * 256 + low!}`)
      forward(client, Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]))
      return
    }
    const [count] = await take(client, 1)
    const methods = [...(await take(client, count!))]
    const method = credentials ? 2 : 0
    client.write(Buffer.from([5, methods.includes(method) ? method : 255]))
    if (!methods.includes(method)) return
    if (credentials) {
      const [, nameLength] = await take(client, 2)
      const username = (await take(client, nameLength!)).toString()
      const [length] = await take(client, 1)
      const password = (await take(client, length!)).toString()
      const isRight = username === credentials.username && password === credentials.password
      client.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return
    }
    const [, , , type] = await take(client, 4)
    const size = type === 1 ? 4 : type === 4 ? 16 : (await take(client, 1))[0]!
    const address = await take(client, size)
    const host = type === 3 ? address.toString() : [...address].join('.')
    const to = await take(client, 2)
    asked.push(`5 ${host}:${to.readUInt16BE()}`)
    forward(client, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
  }

  function forward(client: Socket, granted: Buffer): void {
    const upstream = connect(port, '127.0.0.1', () => {
      client.write(Buffer.concat([granted, Buffer.from(early)]))
      client.pipe(upstream).pipe(client)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  }
  return { server, asked }
}

/** Exactly `size` bytes. */
export async function take(socket: Socket, size: number): Promise<Buffer> {
  if (size === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes = socket.read(size) as Buffer | null
    if (bytes) return bytes
    if (socket.readableEnded || socket.destroyed) throw new Error('The connection is closed')
    await once(socket, 'readable')
  }
}

/** Up to the next zero byte. */
async function takeText(socket: Socket): Promise<string> {
  let text = ''
  for (;;) {
    const [byte] = await take(socket, 1)
    if (byte === 0) return text
    text += String.fromCharCode(byte!)
  }
}

/** A port where a connection is neither accepted nor refused: its queue is full. */
export async function fullPort(): Promise<{ port: number } & AsyncDisposable> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer()
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
     })`,
    { eval: true },
  )
  const [port] = (await once(worker, 'message')) as [number]
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of fillers) socket.destroy()
      await worker.terminate()
    },
  }
}

/** Keeps all of libuv's threads busy, so that no name is resolved until it is disposed of. */
export function busyThreadPool(): AsyncDisposable {
  const folder = mkdtempSync(join(tmpdir(), 'hartifact-'))
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4)
  const pipes = Array.from({ length: threads }, (_, index) => join(folder, String(index)))
  execFileSync('mkfifo', pipes)
  // Opening a pipe waits for the other end.
  const opened = pipes.map(
    (path) =>
      new Promise<void>((resolve) => {
        open(path, 'r', (_error, file) => {
          closeSync(file)
          resolve()
        })
      }),
  )
  return {
    async [Symbol.asyncDispose]() {
      const ends = pipes.map((path) => openSync(path, constants.O_RDWR))
      await Promise.all(opened)
      for (const end of ends) closeSync(end)
      rmSync(folder, { recursive: true })
    },
  }
}
