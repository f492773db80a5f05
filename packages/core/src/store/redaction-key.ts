import { randomBytes } from 'node:crypto'
import type { Storage } from './storage.ts'

const path = 'redaction.key'

/**
 * The store's key for placeholders: with it, one secret has one placeholder in all sessions of the
 * store. It stays in the store and goes into no export.
 */
export async function redactionKey(storage: Storage): Promise<Uint8Array> {
  const fresh = randomBytes(32)
  // Somebody else may have been first: what is in the store counts.
  if (await storage.create(path, fresh)) return fresh
  return (await storage.readAll(path)) ?? fresh
}
