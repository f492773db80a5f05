import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { HartifactError } from '../errors.ts'
import type { Session } from './session.ts'
import { openStore, type SessionStore } from './session-store.ts'

/** The store in which sessions are looked up; it is opened when the first one is. */
export interface ComparedStore extends AsyncDisposable {
  /** @throws HartifactError `NAME_NOT_FOUND` with the nearest names */
  open(nameOrId: string): Promise<Session>
}

/** Only reads, and makes no store where none is; closes what it has opened itself. */
export function comparedStore(given: SessionStore | string | undefined): ComparedStore {
  let opened: Promise<SessionStore> | undefined
  const store = (wanted: string): Promise<SessionStore> => {
    if (given !== undefined && typeof given !== 'string') return Promise.resolve(given)
    const folder = given ?? (process.env['HARTIFACT_STORE'] || '.hartifact')
    if (!existsSync(folder)) throw noStore(folder, wanted)
    return (opened ??= openStore(folder, { readOnly: true }))
  }
  return {
    async open(nameOrId) {
      return (await store(nameOrId)).open(nameOrId)
    },
    async [Symbol.asyncDispose]() {
      const own = await opened?.catch(() => undefined)
      await own?.close()
    },
  }
}

function noStore(folder: string, wanted: string): HartifactError {
  return new HartifactError(
    'NAME_NOT_FOUND',
    `There is no session "${wanted}", since there is no store at ${resolve(folder)}.`,
    {
      fix: 'Give the folder of the store, or the path of a HAR, with a / in it or .har at its end.',
    },
  )
}
