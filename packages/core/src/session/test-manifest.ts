import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { harFileName } from './har-file-name.ts'
import { encodeMarker, type Marker, parseMarker } from './session-marker.ts'

/** The file of tests that a {@link TestManifest} is about. */
export interface TestManifestFile {
  /** `jest`, `vitest`, … */
  readonly runner: string
  /** Absolute path of the file of tests. */
  readonly path: string
  /** Absolute; names of files are relative to it. */
  readonly rootDir: string
  /** Name of the project in a configuration with several. */
  readonly project?: string
}

/** One attempt at a test, as a {@link TestManifest} tells it. */
export interface TestRow {
  /** The same in each run, for each attempt. */
  readonly testId: string
  /** Titles of the `describe` blocks and of the test; none for what was sent outside of tests. */
  readonly titlePath: readonly string[]
  /** 0 for the first attempt. */
  readonly retry: number
  /** 0, 1, … among the tests of the file with the same titles. */
  readonly ordinal: number
  /** How it went; absent when the process died before. */
  readonly status?: string
  /** Where its session is; absent when there is none, since nothing was captured. */
  readonly marker?: Marker
  /** Requests in the session. */
  readonly requests?: number
  /** Clients that are known to have gone around the proxy. */
  readonly bypassed?: ReadonlyArray<{
    readonly client: string
    readonly count: number
    readonly reason: string
  }>
}

/** What an adapter leaves for reporters about the tests of one file. */
export interface TestManifest {
  readonly version: 1
  readonly runner: string
  /** Relative to the root folder, with `/`. */
  readonly file: string
  /** Absolute. */
  readonly path: string
  readonly project?: string
  /** In the order in which they began. */
  readonly rows: readonly TestRow[]
}

/** Where the manifest of a file of tests is. */
export function manifestPath(
  outputDir: string,
  { path, project = '', rootDir, runner }: TestManifestFile,
): string {
  return join(outputDir, `${fileStem([runner, path, project], fileName(path, rootDir))}.ndjson`)
}

/**
 * A file name for one of many: readable, and told from the others by a hash of `key`.
 *
 * @returns without an ending
 */
export function fileStem(key: readonly string[], title: string): string {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 8)
  return `${harFileName(title).replace(/\.har$/, '')}-${hash}`
}

/** What is written of a row at its beginning, and at its end. */
type Begun = Pick<TestRow, 'ordinal' | 'retry' | 'testId' | 'titlePath'> & {
  readonly marker?: Marker
}
type Ended = Pick<TestRow, 'bypassed' | 'marker' | 'requests' | 'status'>

/**
 * Writes a manifest line by line, so that it can be read when the process dies. The ending is not
 * `.json`, since Jest takes a changed one for a reason to run all tests again.
 */
export class TestManifestWriter {
  readonly #file: number
  #rows = 0

  /** Begins a new manifest in place of an old one. @throws the error of the file system */
  constructor(path: string, { path: file, project, rootDir, runner }: TestManifestFile) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'w', 0o600)
    this.#append({ version: 1, runner, file: fileName(file, rootDir), path: file, project })
  }

  /** A test begins. Returns the number of its row. */
  begin(row: Begun): number {
    const number = this.#rows++
    this.#append({ row: number, ...row, ...encoded(row) })
    return number
  }

  /** It has ended; a marker that is missing now was wrong. */
  end(number: number, facts: Ended): void {
    this.#append({ row: number, ended: true, ...facts, ...encoded(facts) })
  }

  /** Nothing more is to be written. */
  close(): void {
    closeSync(this.#file)
  }

  #append(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }
}

/** Reads a manifest; `undefined` when there is none, or it is one of a later version. */
export async function readTestManifest(path: string): Promise<TestManifest | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const [first, ...others] = text.split('\n').map(parseLine)
  if (first?.['version'] !== 1) return undefined
  const rows = new Map<unknown, Record<string, unknown>>()
  for (const line of others) {
    if (!line) continue
    const { ended, marker, row, ...facts } = line
    const before = { ...rows.get(row) }
    if (ended === true) delete before['marker']
    const parsed = typeof marker === 'string' ? parseMarker(marker) : undefined
    rows.set(row, { ...before, ...facts, ...(parsed && { marker: parsed }) })
  }
  return { ...first, rows: [...rows.values()] } as unknown as TestManifest
}

/** The last line of a process that died may be a part only. */
function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function encoded({ marker }: { readonly marker?: Marker }): { marker?: string } {
  return marker ? { marker: encodeMarker(marker) } : {}
}

function fileName(path: string, rootDir: string): string {
  return relative(rootDir, path).replaceAll(sep, '/')
}
