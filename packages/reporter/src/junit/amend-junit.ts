import { attachmentLines, type CaseNetwork } from './case-network.ts'
import { type KnownTest, matchCases } from './match-cases.ts'
import { type ScannedElement, scanXml } from './scan-xml.ts'
import { escapeText, printElement } from './xml.ts'

/** A test with what is to be added to its `testcase`, if anything is. */
export interface TestToAmend extends KnownTest {
  readonly network?: CaseNetwork
}

/** A JUnit file with the additions. */
export interface AmendedJunit {
  readonly text: string
  /** Names of the cases that may be any of several tests, one of them with an addition. */
  readonly ambiguous: readonly string[]
  /** Titles of the tests with an addition that are not in the file. */
  readonly missing: readonly string[]
}

/**
 * Adds what is known of the traffic to another reporter's JUnit file, and changes nothing else. What
 * has been added before is not added again.
 *
 * @throws HartifactError `FORMAT_UNKNOWN`
 */
export function amendJunit(text: string, tests: readonly TestToAmend[]): AmendedJunit {
  const cases = scanXml(text).filter(({ name }) => name === 'testcase')
  const { ambiguous, matched } = matchCases(cases, tests)
  const edits: Edit[] = []
  for (const [element, { network }] of matched) {
    if (network) edits.push(...editsOf(text, element, network))
  }
  const found = new Set(matched.values())
  const lost = tests.filter((test) => test.network && !found.has(test))
  const titles = lost.map(({ titlePath }) => titlePath.join(' › '))
  return {
    text: withEdits(text, edits),
    ambiguous: lost.length > 0 ? ambiguous.map(({ attributes }) => attributes['name'] ?? '') : [],
    missing: titles,
  }
}

/** What replaces the text between two offsets. */
interface Edit {
  readonly from: number
  readonly to: number
  readonly by: string
}

function editsOf(text: string, element: ScannedElement, network: CaseNetwork): Edit[] {
  const child = (name: string): ScannedElement | undefined =>
    element.children.find((other) => other.name === name)
  const propertyList = child('properties')
  const output = child('system-out')
  const given = new Set(propertyList?.children.map(({ attributes }) => attributes['name']))
  const properties = network.properties
    .filter(([name]) => !given.has(name))
    .map(([name, value]) => printElement({ name: 'property', attributes: { name, value } }))
    .join('\n')
  const before = output ? text.slice(output.opened, output.closing) : ''
  const hars = network.hars.filter((har) => !before.includes(escapeText(`[[ATTACHMENT|${har}]]`)))
  const lines = hars.length > 0 ? escapeText(attachmentLines(hars)) : ''
  const edits: Edit[] = []
  let inner = ''
  if (properties && propertyList) edits.push(appendTo(propertyList, `${properties}\n`))
  else if (properties) inner += `<properties>\n${properties}\n</properties>\n`
  if (lines && output) edits.push(appendTo(output, lines))
  else if (lines) inner += `<system-out>${lines}</system-out>\n`
  if (inner) edits.push(appendTo(element, inner))
  return edits
}

function appendTo({ closing, isEmpty, name, opened }: ScannedElement, content: string): Edit {
  if (!isEmpty) return { from: closing, to: closing, by: content }
  return { from: opened - '/>'.length, to: opened, by: `>\n${content}</${name}>` }
}

function withEdits(text: string, edits: readonly Edit[]): string {
  let at = 0
  let result = ''
  for (const { by, from, to } of edits.toSorted((one, other) => one.from - other.from)) {
    result += text.slice(at, from) + by
    at = to
  }
  return result + text.slice(at)
}
