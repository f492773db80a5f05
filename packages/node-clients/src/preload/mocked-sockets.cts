const { Socket } = require('node:net') as typeof import('node:net')

const connectOf = (): unknown => Reflect.get(Socket.prototype, 'connect')
const own = connectOf()
let seen = own
let isMock = false

/**
 * Whether a library now answers in place of servers by replacing how sockets connect (nock 15, msw
 * 3). It would see nothing but connections to the proxy, and its mocks would not be asked. Whoever
 * traces connections replaces it too, and is no hindrance.
 */
function areSocketsMocked(): boolean {
  const connect = connectOf()
  if (connect === own) return false
  if (connect !== seen) {
    seen = connect
    isMock = /mock|intercept/i.test(String(connect))
  }
  return isMock
}

export type MockedSocketsModule = { readonly areSocketsMocked: typeof areSocketsMocked }

module.exports = { areSocketsMocked } satisfies MockedSocketsModule
