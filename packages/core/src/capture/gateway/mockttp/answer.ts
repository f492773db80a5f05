import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Refusal } from '../refusal.ts'

/** For what comes on a connection that is not ours any more. */
export const unknownConnection: Refusal = {
  status: 421,
  statusText: 'Misdirected Request',
  text: 'The connection is closing.\n',
}

/** Answers a request ourselves. */
export function answer(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(refusal.text)
}

/** Answers a request to upgrade ourselves; there is no response object for those. */
export function answerUpgrade(socket: Socket, { status, statusText, text }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status} ${statusText}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  socket.resume()
}
