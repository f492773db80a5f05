import { type BirpcReturn, createBirpc } from 'birpc'
import type { MessagePort, Worker } from 'node:worker_threads'
import { errorData, reviveError } from './error-data.ts'
import type { ErrorData } from './messages.ts'

interface RpcMessage {
  readonly e?: unknown
}

interface ErrorMessage {
  readonly hartifactError: ErrorData
}

/** What carries messages, in the words of birpc. */
export interface RpcChannel {
  readonly post: (message: unknown) => void
  readonly on: (receive: (message: unknown) => void) => void
  readonly off: (receive: (message: unknown) => void) => void
}

/** A message port, or the thread at its other end. */
export function portChannel(port: MessagePort | Worker): RpcChannel {
  return {
    post: (message) => port.postMessage(message),
    on: (receive) => void port.on('message', receive),
    off: (receive) => void port.off('message', receive),
  }
}

/**
 * Typed calls over a message port, or a socket. Errors arrive with their code and fix: structured cloning alone
 * would lose them.
 */
export function createRpc<Remote extends object, Local extends object>(
  channel: RpcChannel,
  local: Local,
): BirpcReturn<Remote, Local> {
  return createBirpc<Remote, Local>(local, {
    ...channel,
    serialize: (message: RpcMessage) =>
      message.e === undefined
        ? message
        : { ...message, e: { hartifactError: errorData(message.e) } },
    deserialize: (message: RpcMessage) =>
      isErrorMessage(message.e)
        ? { ...message, e: reviveError(message.e.hartifactError) }
        : message,
    // Who calls sets the limit, since some calls are told how long to wait.
    timeout: -1,
    bind: 'functions',
  })
}

function isErrorMessage(value: unknown): value is ErrorMessage {
  return typeof value === 'object' && value !== null && 'hartifactError' in value
}
