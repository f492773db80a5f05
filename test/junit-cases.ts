import { readFile } from 'node:fs/promises'
import { SaxesParser } from 'saxes'

/** A `testcase` of a JUnit file. */
export interface JunitCase {
  readonly attributes: Record<string, string>
  /** Names of what is in it. */
  readonly children: string[]
  /** Values by name. */
  readonly properties: Record<string, string>
  /** All text in it. */
  text: string
}

/** The test cases of a JUnit file, by a parser that is strict. */
export async function junitCases(path: string): Promise<JunitCase[]> {
  const cases: JunitCase[] = []
  const open: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ attributes, name }) => {
    const current = cases.at(-1)
    const values = { ...attributes } as Record<string, string>
    if (name === 'testcase') {
      cases.push({ attributes: values, children: [], properties: {}, text: '' })
    } else if (name === 'property' && current) {
      current.properties[values['name'] ?? ''] = values['value'] ?? ''
    } else if (open.at(-1) === 'testcase') {
      current?.children.push(name)
    }
    open.push(name)
  })
  parser.on('text', (text) => {
    const current = cases.at(-1)
    if (current && open.includes('testcase')) current.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(await readFile(path, 'utf8')).close()
  return cases
}

/** Paths that are alone on their lines, as CI systems look for them. */
export function attachmentsOf(junitCase: JunitCase | undefined): string[] {
  const lines = (junitCase?.text ?? '').matchAll(/^\[\[ATTACHMENT\|(.+)\]\]$/gm)
  return [...lines].map(([, path = '']) => path)
}

/** The URLs in a HAR. */
export async function harUrls(path: string): Promise<string[]> {
  const { log } = JSON.parse(await readFile(path, 'utf8')) as {
    log: { entries: ReadonlyArray<{ request: { url: string } }> }
  }
  return log.entries.map(({ request }) => request.url)
}
