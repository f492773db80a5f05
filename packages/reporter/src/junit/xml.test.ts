import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { scanXml } from './scan-xml.ts'
import { printXml, type XmlElement } from './xml.ts'

const special = Array.from('<>&"\'\n\r\t ]\u0000\u0008\u001B\uD800\uFFFFé')

/** Any text, also with what XML cannot carry: control characters and halves of surrogates. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...special) }),
  fc.constantFrom('<![CDATA[', ']]>', '-->', '<!--', '</system-out>', '<?x?>', '&amp;', '\r\n'),
)

const element = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.record({
    name: fc.constantFrom('testsuite', 'testcase', 'system-out', 'a-b.c_d'),
    attributes: fc.dictionary(fc.constantFrom('name', 'classname', 'message', 'x'), text),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(text),
      fc.array(tie('element'), { maxLength: 3 }),
    ),
  }),
})).element

/** What is left of a text in XML. */
function carried(value: string): string {
  return Array.from(value)
    .filter((character) =>
      /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(character),
    )
    .join('')
}

interface Parsed {
  name: string
  attributes: Record<string, string>
  text: string
}

/** By a parser that is strict. */
function parse(xml: string): Parsed[] {
  const parser = new SaxesParser()
  const found: Parsed[] = []
  const open: Parsed[] = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ attributes, name }) => {
    const parsed = { name, attributes: { ...attributes } as Record<string, string>, text: '' }
    found.push(parsed)
    open.push(parsed)
  })
  parser.on('text', (content) => {
    const current = open.at(-1)
    if (current) current.text += content
  })
  parser.on('closetag', () => open.pop())
  parser.write(xml).close()
  return found
}

function flat(root: XmlElement): Parsed[] {
  const { attributes = {}, children = [], name } = root
  const values = Object.entries(attributes).map(([key, value]) => [key, carried(String(value))])
  const [only] = children
  return [
    {
      name,
      attributes: Object.fromEntries(values) as Record<string, string>,
      text: typeof only === 'string' ? carried(only) : '',
    },
    ...children.flatMap((child) => (typeof child === 'string' ? [] : flat(child))),
  ]
}

test('what is written is valid XML, and says what it was given', () => {
  fc.assert(
    fc.property(element, (root) => {
      const parsed = parse(printXml(root)).map((one) => ({
        ...one,
        text: one.text.trim() === '' ? '' : one.text,
      }))
      const wanted = flat(root).map((one) => ({
        ...one,
        text: one.text.trim() === '' ? '' : one.text,
      }))
      expect(parsed).toEqual(wanted)
    }),
    { numRuns: 500 },
  )
})

test('the scanner finds what the parser finds', () => {
  fc.assert(
    fc.property(element, (root) => {
      const xml = printXml(root)
      const pick = ({ attributes, name }: Pick<Parsed, 'attributes' | 'name'>): object => ({
        name,
        attributes,
      })
      expect(scanXml(xml).map(pick)).toEqual(parse(xml).map(pick))
    }),
    { numRuns: 500 },
  )
})
