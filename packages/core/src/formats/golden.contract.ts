import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The content of the golden file at `url`, for comparison with what a test made. `UPDATE_GOLDEN=1`
 * writes `actual` there first; read the difference before committing it.
 */
export function golden(url: URL, actual: string): string {
  const path = fileURLToPath(url)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual)
  if (!existsSync(path)) {
    throw new Error(`${path} does not exist. Create it, or run again with UPDATE_GOLDEN=1.`)
  }
  return readFileSync(path, 'utf8')
}
