import { HartifactError } from '../errors.ts'
import { isUuid } from './uuid.ts'
import { activeFile, storeFile } from './layout.ts'
import { loginName } from './process-identity.ts'
import { storageFault } from './storage-fault.ts'
import type { Storage } from './storage.ts'

/** Login names of those who may take away the locks of others. */
export async function readAdmins(storage: Storage): Promise<string[]> {
  const { admins } = await readSettings(storage)
  return Array.isArray(admins) ? admins.filter((one) => typeof one === 'string') : []
}

/**
 * Says who the admins of the store are. Only one of them may, unless there is none yet.
 *
 * @throws NOT_ALLOWED, STORE_FULL, STORE_UNWRITABLE
 */
export async function writeAdmins(storage: Storage, admins: readonly string[]): Promise<void> {
  const present = await readAdmins(storage)
  const user = loginName()
  if (present.length > 0 && (user === undefined || !present.includes(user))) {
    throw new HartifactError('NOT_ALLOWED', 'Only an admin of the store can change its admins.', {
      fix: `Ask one of them: ${present.join(', ')}.`,
    })
  }
  await write(storage, storeFile, JSON.stringify({ ...(await readSettings(storage)), admins }))
}

/** The id of the active session, as people and commands have chosen it; it may be gone. */
export async function readActive(storage: Storage): Promise<string | undefined> {
  const bytes = await storage.readAll(activeFile)
  const id = bytes && new TextDecoder().decode(bytes).trim()
  return id !== undefined && isUuid(id) ? id : undefined
}

/** @throws STORE_FULL, STORE_UNWRITABLE */
export async function writeActive(storage: Storage, id: string | undefined): Promise<void> {
  await write(storage, activeFile, id ?? '')
}

async function readSettings(storage: Storage): Promise<Record<string, unknown>> {
  const bytes = await storage.readAll(storeFile)
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {}
  } catch {
    return {}
  }
}

async function write(storage: Storage, path: string, text: string): Promise<void> {
  try {
    await storage.replace(path, new TextEncoder().encode(`${text}\n`))
  } catch (error) {
    throw storageFault(error, `write ${path} in ${storage.location}`)
  }
}
