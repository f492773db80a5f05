import { HartifactError } from '../errors.ts'
import type { Exporter } from './format.ts'
import { har } from './har/write.ts'

/** Every format that sessions can be written in. */
export const exporters: readonly Exporter[] = [har]

/**
 * The exporter with the id `format`, else the one for the extension of `path`, both in any case.
 *
 * @throws HartifactError `FORMAT_UNKNOWN` when there is none; its `fix` lists those there are
 *
 * @example
 * ```ts
 * exporterFor({ path: 'traffic/login.har' }).id // 'har'
 * ```
 */
export function exporterFor({ format, path }: { format?: string; path?: string }): Exporter {
  const id = format?.toLowerCase()
  const file = path?.toLowerCase() ?? ''
  const found = exporters.find((exporter) =>
    id === undefined ? file.endsWith(exporter.extension) : exporter.id === id,
  )
  if (found) return found
  const what =
    format === undefined
      ? `No format is known for "${path ?? ''}".`
      : `There is no format "${format}".`
  const known = exporters.map((exporter) => `${exporter.id} (${exporter.extension})`).join(', ')
  throw new HartifactError('FORMAT_UNKNOWN', what, { fix: `Use one of: ${known}.` })
}
