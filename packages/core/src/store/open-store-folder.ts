import { HartifactError } from '../errors.ts'
import {
  activeFile,
  ignoreFile,
  sessionsFolder,
  storeFile,
  storeVersion,
  trashFolder,
} from './layout.ts'
import { loginName } from './process-identity.ts'
import { hasCode, storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'
import { uuid } from './uuid.ts'

const format = 'hartifact-store'
const own = [storeFile, ignoreFile, activeFile, sessionsFolder, trashFolder]

/**
 * Makes `storage` a store, or checks that it is one. Any number of processes may do so at once:
 * `store.json` comes first, whole, and everything after it may find its work done.
 *
 * @param options.readOnly - only checks, for a store that cannot be written to
 * @throws STORE_FOREIGN for a folder that holds something else, and for a file
 * @throws FORMAT_NEWER for a store of a later version
 * @throws STORE_UNWRITABLE, STORE_FULL when it cannot be written to
 */
export async function openStoreFolder(
  storage: Storage,
  options: { readonly readOnly?: boolean } = {},
): Promise<void> {
  try {
    if (await isStore(storage)) {
      if (options.readOnly !== true) await furnish(storage)
      return
    }
    const foreign = (await storage.list('')).filter((name) => !own.includes(name))
    if (foreign.length > 0) throw foreignFolder(storage, `holds ${foreign.slice(0, 3).join(', ')}`)
    if (options.readOnly === true) throw foreignFolder(storage, 'is empty or missing')
    await storage.makeFolder('')
    await storage.create(storeFile, encode({ format, version: storeVersion, ...ownAdmin() }))
    await isStore(storage)
    await furnish(storage)
  } catch (error) {
    if (hasCode(error, 'ENOTDIR', 'EEXIST')) throw foreignFolder(storage, 'is not a folder')
    throw storageFault(error, `open the store in ${storage.location}`)
  }
}

async function furnish(storage: Storage): Promise<void> {
  await storage.create(ignoreFile, new TextEncoder().encode('*\n'))
  await storage.makeFolder(sessionsFolder)
  await storage.makeFolder(trashFolder)
  // A store that cannot be written to is said to be so now, not in the middle of a test.
  const probe = `.probe-${uuid()}`
  await storage.create(probe, new Uint8Array(1))
  await storage.remove(probe)
}

async function isStore(storage: Storage): Promise<boolean> {
  const bytes = await storage.readAll(storeFile)
  if (bytes === undefined) return false
  const found = decode(bytes)
  if (found?.format !== format || typeof found.version !== 'number') {
    throw foreignFolder(storage, `has a ${storeFile} of another kind`)
  }
  if (found.version <= storeVersion) return true
  throw new HartifactError(
    'FORMAT_NEWER',
    `The store in ${storage.location} has version ${found.version}; this Hartifact knows ${storeVersion}.`,
    { fix: 'Update Hartifact, or choose another folder with HARTIFACT_STORE.' },
  )
}

/** Whoever makes a store is its admin. */
function ownAdmin(): { admins?: string[] } {
  const user = loginName()
  return user === undefined ? {} : { admins: [user] }
}

function foreignFolder(storage: Storage, why: string): HartifactError {
  return new HartifactError('STORE_FOREIGN', `${storage.location} ${why}: it is no store.`, {
    fix: 'Choose an empty or new folder, or one that Hartifact has made, with HARTIFACT_STORE.',
  })
}

function decode(bytes: Uint8Array): { format?: unknown; version?: unknown } | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? undefined
  } catch {
    return undefined
  }
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`)
}
