import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RunSummary } from './summary.ts'

/** Writes a summary as JSON, and its folder if need be. @throws the error of the file system */
export async function writeSummary(path: string, summary: RunSummary): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(summary, null, 2)}\n`)
}
