import type { KeptConnection } from './route.cts'

/** The connections of all sessions that clients keep open. */
export interface KeptConnections {
  /** Remembers one until it closes. */
  keep(key: string, connection: KeptConnection, letGo: () => void): void
  /** Lets go of those of a session, or of all. */
  letGo(key?: string): void
}

function keptConnections(): KeptConnections {
  const sessions = new Map<string, Set<() => void>>()
  return {
    keep(key, connection, letGo) {
      const session = sessions.get(key) ?? new Set()
      sessions.set(key, session.add(letGo))
      connection.once('close', () => {
        session.delete(letGo)
        if (session.size === 0 && sessions.get(key) === session) sessions.delete(key)
      })
    },
    letGo(key) {
      for (const each of key === undefined ? [...sessions.keys()] : [key]) {
        for (const letGo of sessions.get(each) ?? []) letGo()
      }
    },
  }
}

export type KeptConnectionsModule = { readonly keptConnections: typeof keptConnections }

module.exports = { keptConnections } satisfies KeptConnectionsModule
