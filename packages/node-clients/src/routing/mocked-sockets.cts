const { Socket } = require('node:net') as typeof import('node:net')

const connectOf = (): unknown => Reflect.get(Socket.prototype, 'connect')
const own = connectOf()
/** Whoever loads us late may have loaded such a library before. */
const isOwnMocked = /mock|intercept|patched/i.test(String(own))

/**
 * Whether somebody has replaced how sockets connect. Mock libraries that do (nock 15, msw 3) look
 * into CONNECT for what is asked, but on sockets of Node only. Those that do not (nock 14, msw 2)
 * must be given a stream at once.
 */
function areSocketsMocked(): boolean {
  return isOwnMocked || connectOf() !== own
}

/** Whether such a library answers on this socket, or has connected it itself. */
function isMocked(socket: object): boolean {
  return Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'kPatched')
}

export type MockedSocketsModule = {
  readonly areSocketsMocked: typeof areSocketsMocked
  readonly isMocked: typeof isMocked
}

module.exports = { areSocketsMocked, isMocked } satisfies MockedSocketsModule
