import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Loss } from '../format.ts'
import { type MemorySession, sourceOf } from '../session-fixtures.contract.ts'
import type { HarEntry, HartifactLog } from './har-types.ts'
import { type HarOptions, har } from './write.ts'

/** A whole HAR, as tests look at it. */
export interface HarFile {
  readonly log: {
    readonly version: string
    readonly creator: { readonly name: string; readonly version: string }
    readonly comment?: string
    readonly _hartifact: HartifactLog
    readonly pages: ReadonlyArray<{ startedDateTime: string; id: string; title: string }>
    readonly entries: readonly HarEntry[]
  }
}

export interface WrittenHar {
  readonly text: string
  readonly file: HarFile
  readonly losses: readonly Loss[]
}

export async function writeHar(session: MemorySession, options?: HarOptions): Promise<WrittenHar> {
  const losses: Loss[] = []
  let text = ''
  for await (const chunk of har.write(sourceOf(session), losses, options)) text += String(chunk)
  return { text, file: JSON.parse(text) as HarFile, losses }
}

// A CommonJS module whose types declare a default export that Node does not see.
const addFormats = createRequire(import.meta.url)('ajv-formats') as (ajv: Ajv2020) => void

const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false })
addFormats(ajv)
const schema = readFileSync(new URL('./schema.json', import.meta.url), 'utf8')
const validate = ajv.compile(JSON.parse(schema) as object)

/** What `schema.json` has against a HAR, as `path: message`; empty when it is valid. */
export function schemaFaults(file: unknown): string[] {
  validate(file)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) =>
      `${instancePath}: ${message} ${JSON.stringify(params)}`,
  )
}
