import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Refusal } from '../refusal.ts'

const unknownConnection: Refusal = {
  status: 421,
  statusText: 'Misdirected Request',
  text: 'The connection is closing.\n',
}

/** Answers a request ourselves. */
export function answer(
  response: ServerResponse,
  refusal: Refusal = unknownConnection,
): Promise<void> {
  response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(refusal.text)
  return Promise.resolve()
}

/** Answers a request to upgrade ourselves; there is no response object for those. */
export function answerUpgrade(socket: Socket, refusal: Refusal = unknownConnection): void {
  const { status, statusText, text } = refusal
  const head = [
    `HTTP/1.1 ${status} ${statusText}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
