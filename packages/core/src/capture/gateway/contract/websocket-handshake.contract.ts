import { expect } from 'vitest'
import type { EngineHarness } from '../engine-harness.contract.ts'
import type { RawServer } from './raw-server.contract.ts'
import type { RawSocket } from './raw-socket.contract.ts'
import type { Stage } from './stage.contract.ts'

/** A WebSocket through an engine, as the bytes of its two ends. */
export interface OpenWebSocket {
  readonly client: RawSocket
  readonly peer: RawSocket
  readonly harness: EngineHarness
  readonly server: RawServer
}

/** Through CONNECT, plain or with TLS, or by a request in absolute form. */
export type WebSocketForm = 'ws' | 'wss' | 'absolute'

/**
 * Shakes hands (RFC 6455 §4); the heads must pass as they are, extensions and all.
 *
 * @param ask - further lines of the request
 * @param grant - further lines of the response
 * @param withHead - the server's first frame, in one packet with its head
 */
export async function shakeHands(
  stage: Stage,
  ask = '',
  grant = '',
  withHead: Buffer = Buffer.alloc(0),
  form: WebSocketForm = 'ws',
): Promise<OpenWebSocket> {
  const harness = await stage.start({ ca: [stage.certificates.ca] })
  const server = form === 'wss' ? await stage.serveRawTls() : await stage.serveRaw()
  let client: RawSocket
  if (form === 'absolute') client = await harness.client()
  else if (form === 'ws') client = await harness.rawTunnel(server.authority)
  else client = await harness.rawSecureTunnel(server.authority)
  const fields = [
    `Host: ${server.authority}\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n`,
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${ask}\r\n`,
  ].join('')
  const origin = form === 'absolute' ? `http://${server.authority}` : ''
  client.write(`GET ${origin}/raw HTTP/1.1\r\n${fields}`)
  const peer = await server.accept()
  expect(await peer.takeHead()).toBe(`GET /raw HTTP/1.1\r\n${fields}`)
  const head = [
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
    `sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n${grant}\r\n`,
  ].join('')
  peer.write(Buffer.concat([Buffer.from(head), withHead]))
  expect(await client.takeHead()).toBe(head)
  return { client, harness, peer, server }
}
