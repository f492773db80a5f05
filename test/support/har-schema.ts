import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ErrorObject } from 'ajv'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import addFormats from 'ajv-formats'

const require = createRequire(import.meta.url)

/** Faults of a HAR by the schema that the HAR 1.2 specification's authors publish. */
export function publishedSchemaFaults(har: unknown): ErrorObject[] {
  const schemas = require('har-schema') as Record<string, object>
  const ajv = new Ajv({ allErrors: true, strict: false })
  addFormats.default(ajv)
  ajv.addMetaSchema(draft06)
  for (const schema of Object.values(schemas)) ajv.addSchema(schema)
  const validate = ajv.getSchema('har.json#')
  if (!validate) throw new Error('har-schema has no har.json')
  return validate(har) ? [] : (validate.errors ?? [])
}

/** A HAR as far as the tests look into it. */
export interface HarFile {
  readonly log: {
    readonly pages: ReadonlyArray<{ readonly id: string; readonly title: string }>
    readonly entries: ReadonlyArray<{
      readonly pageref: string
      readonly request: { readonly method: string; readonly url: string }
      readonly response: {
        readonly status: number
        readonly content: {
          readonly text?: string
          readonly encoding?: string
          readonly mimeType: string
        }
      }
      readonly _webSocketMessages?: ReadonlyArray<{ readonly type: string; readonly data: string }>
      readonly _eventSourceMessages?: ReadonlyArray<{ readonly data: string }>
    }>
  }
}

/** Reads a HAR file. */
export function readHarFile(path: string): HarFile {
  return JSON.parse(readFileSync(path, 'utf8')) as HarFile
}
