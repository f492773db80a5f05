import type { Recording } from '@hartifact/core' with { 'resolution-mode': 'import' }
import { hostOrigin, hostSymbol, type SessionHost, twoCopies } from './host.cts'

/** What the environment offers to the code of the tests. */
export interface VmApi {
  /** Recording of the code that asks. */
  readonly traffic: () => Recording
  readonly session: (name: string) => Promise<void>
}

/** Where undici keeps who is to send a request. Environments copy no symbols of the process. */
const dispatcherSymbols = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

/**
 * Puts `traffic`, `session` and the undici dispatchers of the process on the global object of the
 * tests. All are accessors: of values, Jest deletes the properties when the environment ends.
 *
 * @returns takes them away
 * @throws Error with the code `INVALID_ARGUMENT` when another copy of this package was there before
 */
export function defineGlobals(global: object, { session, traffic }: VmApi): () => void {
  const other = Reflect.get(global, hostSymbol) as SessionHost | undefined
  if (other) throw twoCopies(other.path)
  const host: SessionHost = {
    ...hostOrigin,
    session,
    get traffic() {
      return traffic()
    },
  }
  const getters = new Map<string | symbol, () => unknown>([
    [hostSymbol, () => host],
    ['session', () => session],
    ['traffic', traffic],
    ...dispatcherSymbols.map((symbol) => [symbol, () => Reflect.get(globalThis, symbol)] as const),
  ])
  const restore = dispatcherSymbols.map((symbol) => replaceDispatcher(global, symbol))
  for (const [name, get] of getters) {
    // Whoever has a global variable of the name keeps it, and imports ours.
    if (!Object.hasOwn(global, name)) defineGetter(global, name, get)
  }
  return () => {
    for (const undo of restore) undo()
    for (const [name, get] of getters) {
      if (Object.getOwnPropertyDescriptor(global, name)?.get === get)
        Reflect.deleteProperty(global, name)
    }
  }
}

/** One is there when a file of `setupFiles` has loaded undici: it cannot be defined anew then. */
function replaceDispatcher(global: object, symbol: symbol): () => void {
  const before: unknown = Reflect.get(global, symbol)
  if (before === undefined) return () => {}
  // The process has one of each only while its clients are routed.
  const current = (): object => (Reflect.get(globalThis, symbol) ?? before) as object
  Reflect.set(global, symbol, standIn(current))
  return () => Reflect.set(global, symbol, before)
}

/** Behaves as what `get` gives, and can lose all its properties without harm to that. */
function standIn(get: () => object): object {
  return new Proxy(Object.create(null) as object, {
    get(_target, key) {
      const value: unknown = Reflect.get(get(), key)
      return typeof value === 'function' ? (value.bind(get()) as unknown) : value
    },
    has: (_target, key) => Reflect.has(get(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(get()),
  })
}

function defineGetter(global: object, name: string | symbol, get: () => unknown): void {
  const set = (value: unknown): void => {
    const attributes = { configurable: true, enumerable: false, writable: true }
    Object.defineProperty(global, name, { ...attributes, value })
  }
  Object.defineProperty(global, name, { configurable: true, enumerable: false, get, set })
}
