import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { HartifactError, memoryStore, openStore, type SessionStore } from '@hartifact/core'
import type { GlobalOptions } from './program.ts'
import { canAsk, confirm } from './ui/confirm.ts'
import { outputOn, type Output } from './ui/output.ts'
import { printableJson } from './ui/printable.ts'
import { type Progress, progressOn } from './ui/progress.ts'
import { stylesFor } from './ui/styles.ts'

/** What a command works with; ends with it. */
export interface Context extends AsyncDisposable {
  /** Whether the result is to be JSON. */
  readonly json: boolean
  readonly out: Output
  /** Standard error, for people. */
  readonly err: Output
  /** Folder of the store of `--store`, whether it is there or not. */
  readonly storeFolder: string
  /** The store of `--store`; it must be there unless it may be made. */
  readonly openStore: (options?: { readonly create?: boolean }) => Promise<SessionStore>
  /** Writes the result as one JSON document. */
  readonly document: (value: unknown) => Promise<void>
  /** Writes one line of the result for people. */
  readonly say: (text: string) => Promise<void>
  readonly progress: (label: string) => Progress
  /** Asks before something that cannot be undone; `given` is the option `--yes`. */
  readonly confirm: (question: string, given: boolean | undefined) => Promise<boolean>
}

/** The context of one command. */
export function openContext({ color, json, store: given }: GlobalOptions): Context {
  const plain = color ? undefined : stylesFor(false, {})
  const out = outputOn(process.stdout, process.env, plain)
  const err = outputOn(process.stderr, process.env, plain)
  const folder = given ?? (process.env['HARTIFACT_STORE'] || '.hartifact')
  let opened: Promise<SessionStore> | undefined
  return {
    json: json === true,
    out,
    err,
    storeFolder: folder,
    openStore({ create = false } = {}) {
      if (!create) requireStore(folder)
      // One that cannot be written to can be read; who wants to write is told when it fails.
      const readOnly = !create && existsSync(join(folder, 'store.json'))
      return (opened ??= openStore(folder, { readOnly }))
    },
    document: (value) => out.line(printableJson(value, 2)),
    say: (text) => out.line(text),
    progress: (label) => progressOn(process.stderr, label),
    async confirm(question, isGiven) {
      if (isGiven) return true
      const dialogue = { input: process.stdin, output: process.stderr }
      if (!json && canAsk(dialogue)) return confirm(question, dialogue)
      throw new HartifactError(
        'INVALID_ARGUMENT',
        'This cannot be undone, and nobody can be asked.',
        {
          fix: 'Add --yes when it is meant.',
        },
      )
    },
    async [Symbol.asyncDispose]() {
      await out.flush()
      await err.flush()
      const store = await opened?.catch(() => undefined)
      await store?.close()
    },
  }
}

/** A misspelt folder must not become a new store. */
function requireStore(folder: string): void {
  if (folder === memoryStore || existsSync(folder)) return
  throw new HartifactError('NAME_NOT_FOUND', `There is no store at ${resolve(folder)}.`, {
    fix: 'Give its folder with --store or HARTIFACT_STORE, or make a first session with "hartifact create" or "hartifact record".',
  })
}
