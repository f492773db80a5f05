import { connect, type Socket } from 'node:net'
import { HartifactError } from '../../errors.ts'
import { guardedCall, guardFunctions, stoppedMeanwhile } from './guard-functions.ts'
import { type GatewayLink, keptAlive } from './link.ts'
import type { GatewayEvents } from './messages.ts'
import { createRpc } from './rpc.ts'
import type { SharedFunctions } from './share.ts'
import { socketChannel } from './socket-channel.ts'

/** Milliseconds for a gateway to take the call. */
const patience = 10_000

/** Joins a gateway of another process. @throws HartifactError `GATEWAY_FAILED` */
export async function linkSocket(
  { path, port, token }: { readonly path: string; readonly port: number; readonly token: string },
  events: GatewayEvents,
): Promise<GatewayLink> {
  const socket = await dial(path)
  const rpc = createRpc<SharedFunctions, GatewayEvents>(socketChannel(socket), events)
  let ended: HartifactError | undefined
  const end = (error: HartifactError): void => {
    if (ended) return
    ended = error
    rpc.$close(error)
  }
  socket.on('error', () => {})
  socket.once('close', () => end(gone()))
  const life = keptAlive(socket)
  const call = guardedCall(() => ended, life.waiting)
  const functions = guardFunctions(rpc, call)
  await call(() => rpc.enter(token))
  return {
    functions,
    port,
    unref: life.unref,
    release: async () => {
      end(stoppedMeanwhile())
      socket.destroy()
    },
  }
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.setTimeout(patience, () => socket.destroy(new Error('it does not answer')))
    socket.once('error', (cause) => reject(gone(cause)))
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}

function gone(cause?: unknown): HartifactError {
  return new HartifactError('GATEWAY_FAILED', 'The shared proxy does not run any more.', {
    fix: 'Start it again, and join the endpoint that share() returns then.',
    cause,
  })
}
