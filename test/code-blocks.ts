import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A fenced block of TypeScript in a Markdown file. */
export interface CodeBlock {
  readonly file: string
  /** 1-based line of its first line of code. */
  readonly line: number
  readonly code: string
  /** `false` when it is marked `no-check`. */
  readonly checked: boolean
  /** Why it is not checked, from the comment `<!-- no-check: … -->` in the line above. */
  readonly reason: string | undefined
}

/** The blocks that begin with three backticks and `ts`. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  const lines = markdown.split('\n')
  const blocks: CodeBlock[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^(\s*)(`{3,})(\S*)\s*(.*)$/.exec(lines[at] ?? '')
    if (!fence) continue
    const [, indent = '', ticks = '', language = '', mark = ''] = fence
    const end = lines.findIndex((line, index) => index > at && line.trim() === ticks)
    if (end === -1) throw new Error(`${file}:${at + 1}: this block does not end`)
    if (language === 'ts' || language === 'typescript') {
      const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
      blocks.push({
        file,
        line: at + 2,
        code: code.join('\n'),
        checked: !mark.split(/\s+/).includes('no-check'),
        reason: /<!--\s*no-check:\s*(\S.*?)\s*-->/.exec(lines[at - 1] ?? '')?.[1],
      })
    }
    at = end
  }
  return blocks
}

/**
 * Type-checks blocks as modules of a project that has the packages installed.
 *
 * @returns What is wrong, as `file:line: message`.
 */
export async function typeErrors(blocks: readonly CodeBlock[]): Promise<string[]> {
  // Inside the repository, so that packages are found as a user's project finds them.
  await mkdir(join(root, '.cache'), { recursive: true })
  const folder = await mkdtemp(join(root, '.cache', 'code-blocks-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project))
    await Promise.all(blocks.map((block, index) => writeModule(folder, index, block)))
    const output = await compile(folder)
    return output
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => inMarkdown(line, blocks))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const project = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    isolatedDeclarations: false,
    // Examples declare what the reader goes on with.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // As in most users' projects.
    noPropertyAccessFromIndexSignature: false,
    noUncheckedIndexedAccess: false,
    exactOptionalPropertyTypes: false,
  },
  include: ['*.ts'],
}

async function writeModule(folder: string, index: number, { line, code }: CodeBlock) {
  // Empty lines in front make the compiler count the lines of the Markdown file.
  const text = `${'\n'.repeat(line - 1)}${code}\nexport {}\n`
  await writeFile(join(folder, `block-${index}.ts`), text)
}

async function compile(folder: string): Promise<string> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const parameters = [tsc, '-p', folder, '--pretty', 'false']
  const run = promisify(execFile)(process.execPath, parameters, { cwd: folder })
  // It exits with 1 or 2 when it has errors.
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  return stdout
}

function inMarkdown(message: string, blocks: readonly CodeBlock[]): string {
  return message.replace(/^block-(\d+)\.ts\((\d+),\d+\)/, (all, index: string, line: string) => {
    const block = blocks[Number(index)]
    return block ? `${block.file}:${line}` : all
  })
}
