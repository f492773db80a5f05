import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Comparison, HartifactError } from '@hartifact/core'
import type { Output } from '../ui/output.ts'

/** Where reports go: paths of files, or `-` for standard output. */
export interface ReportFlags {
  readonly md?: string
  readonly junit?: string
  readonly sarif?: string
  readonly htmlData?: string
  readonly jsonFile?: string
}

type Report = readonly [path: string, write: () => string]

/**
 * Checks where reports are to go, before anything is read.
 *
 * @param inputs - what is compared: no report is written over it
 * @param json - whether JSON goes to standard output
 * @returns whether standard output has a report, so that nothing else may be there
 * @throws HartifactError `INVALID_ARGUMENT`
 */
export async function checkOutputs(
  flags: ReportFlags,
  inputs: readonly string[],
  json: boolean,
): Promise<boolean> {
  const paths = [flags.md, flags.junit, flags.sarif, flags.htmlData, flags.jsonFile]
  const given = paths.filter((path) => path !== undefined)
  const onOutput = given.filter((path) => path === '-').length + (json ? 1 : 0)
  if (onOutput > 1) {
    throw new HartifactError('INVALID_ARGUMENT', 'Only one report can go to standard output.', {
      fix: 'Give the others the path of a file; --json takes one too.',
    })
  }
  const files = given.filter((path) => path !== '-')
  if (new Set(files.map((path) => resolve(path))).size < files.length) {
    throw new HartifactError('INVALID_ARGUMENT', 'Two reports cannot go to the same file.', {
      fix: 'Give each its own path.',
    })
  }
  const read = await Promise.all(inputs.map(truePath))
  for (const path of files) {
    if (!read.includes(await truePath(path))) continue
    throw new HartifactError('INVALID_ARGUMENT', `${path} is what is compared.`, {
      fix: 'Give the report another path.',
    })
  }
  return onOutput > 0
}

/** Writes every report to its place. */
export async function writeReports(
  out: Output,
  flags: ReportFlags,
  comparison: Comparison,
  showNoise: boolean,
): Promise<void> {
  for (const [path, write] of wanted(flags, comparison, showNoise)) {
    const text = withNewline(write())
    if (path === '-') {
      await out.write(text)
    } else {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
  }
}

function wanted(flags: ReportFlags, comparison: Comparison, showNoise: boolean): Report[] {
  const { htmlData, jsonFile, junit, md, sarif } = flags
  const reports: ReadonlyArray<readonly [path: string | undefined, write: () => string]> = [
    [md, () => comparison.markdown()],
    [junit, () => comparison.junit()],
    [sarif, () => JSON.stringify(comparison.sarif(), undefined, 2)],
    [htmlData, () => comparison.htmlData()],
    [jsonFile, () => JSON.stringify(comparison.json({ showNoise }), undefined, 2)],
  ]
  return reports.filter((report): report is Report => report[0] !== undefined)
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function truePath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path))
}
