import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HartifactError } from '../errors.ts'
import type { RedactionSettings } from './gateway/messages.ts'

/** Where a shared proxy is, and what its guests must know. */
export interface Endpoint {
  /** Of the socket or named pipe. */
  readonly path: string
  readonly token: string
  /** Of the proxy itself. */
  readonly port: number
  /** Folder of the store. */
  readonly store: string
  readonly redact: RedactionSettings
}

/** A place for the socket that is this user's alone, and how to remove it. */
export function newEndpointPath(): { readonly path: string; readonly remove: () => void } {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\hartifact-${randomUUID()}`, remove: () => {} }
  }
  // Short: the path of a socket may have about 100 characters.
  const folder = mkdtempSync(join(tmpdir(), 'hartifact-'))
  return {
    path: join(folder, 'proxy'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What nobody can guess. */
export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function parseEndpoint(text: string): Endpoint {
  try {
    const endpoint = JSON.parse(text) as Endpoint
    const { path, port, store, token } = endpoint
    const isWhole = [path, store, token].every((one) => typeof one === 'string')
    if (isWhole && Number.isInteger(port)) return endpoint
  } catch {
    // Told below.
  }
  throw new HartifactError('INVALID_ARGUMENT', 'This is not the endpoint of a shared proxy.', {
    fix: 'Hand over what proxy.share() returned, unchanged.',
  })
}
