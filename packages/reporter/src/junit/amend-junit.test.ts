import { expect, test } from 'vitest'
import { amendJunit, type TestToAmend } from './amend-junit.ts'

const har = 'out/pays.har'
const network = {
  hars: [har],
  properties: [
    ['har', har],
    ['network', 'POST /pay 500'],
  ],
} as const

const known = (
  file: string,
  titlePath: string[],
  more: Partial<TestToAmend> = {},
): TestToAmend => ({
  path: `/project/${file}`,
  file,
  titlePath,
  network,
  ...more,
})

const lines = `\n[[ATTACHMENT|${har}]]\n`
const properties = `<properties>
<property name="har" value="${har}"/>
<property name="network" value="POST /pay 500"/>
</properties>
`
const whole = `${properties}<system-out>${lines}</system-out>\n`

const file = (cases: string, suite = 'pay.test.js'): string =>
  `<testsuites>\n<testsuite name="${suite}">\n${cases}\n</testsuite>\n</testsuites>\n`

test.each([
  ['jest-junit', 'shop', '<testcase classname="shop pays" name="shop pays" time="1">', ''],
  ['jest-junit with templates', 'shop', '<testcase classname="shop" name="pays">', ''],
  ['Vitest', 'pay.test.js', '<testcase classname="pay.test.js" name="shop &gt; pays">', ''],
  ['a file attribute', '', '<testcase file="src/../pay.test.js" name="pays">', ''],
  ['only the last title', 'anything', '<testcase name="pays">', '<skipped/>'],
])('finds the test of %s', (_who, suite, start, inner) => {
  const before = file(`${start}${inner}</testcase>`, suite)
  const { missing, text } = amendJunit(before, [known('pay.test.js', ['shop', 'pays'])])
  expect(missing).toEqual([])
  expect(text).toBe(file(`${start}${inner}${whole}</testcase>`, suite))
  expect(amendJunit(text, [known('pay.test.js', ['shop', 'pays'])]).text).toBe(text)
})

test('an element without content gets one', () => {
  const { text } = amendJunit(file('<testcase name="pays"/>'), [known('pay.test.js', ['pays'])])
  expect(text).toBe(file(`<testcase name="pays">\n${whole}</testcase>`))
})

test('adds to the output and the properties that are there', () => {
  const before = `<testcase name="pays"><system-out><![CDATA[log]]></system-out>
<properties><property name="har" value="mine"/></properties></testcase>`
  const { text } = amendJunit(file(before), [known('pay.test.js', ['pays'])])
  expect(text).toBe(
    file(`<testcase name="pays"><system-out><![CDATA[log]]>${lines}</system-out>
<properties><property name="har" value="mine"/><property name="network" value="POST /pay 500"/>
</properties></testcase>`),
  )
})

test('the order decides between tests of the same titles', () => {
  const other = { hars: [], properties: [['network', 'second']] } as const
  const tests = [
    known('pay.test.js', ['pays'], { network: { ...other, properties: [['network', 'first']] } }),
    known('pay.test.js', ['pays'], { network: other }),
  ]
  const { text } = amendJunit(file('<testcase name="pays"/>\n<testcase name="pays"/>'), tests)
  expect([...text.matchAll(/value="(\w+)"/g)].map(([, value]) => value)).toEqual([
    'first',
    'second',
  ])
})

test('what may be any of several tests is left alone, and said', () => {
  const { network: _none, ...without } = known('other.test.js', ['pays'])
  const before = file('<testcase name="pays"/>', 'shop')
  const result = amendJunit(before, [known('pay.test.js', ['pays']), without])
  expect(result).toEqual({ text: before, ambiguous: ['pays'], missing: ['pays'] })
  const twice = file('<testcase name="pays"/>\n<testcase name="pays"/>', 'shop')
  expect(amendJunit(twice, [known('pay.test.js', ['pays']), without]).text).toBe(twice)
})

test('the file tells tests of the same titles apart', () => {
  const { network: _none, ...without } = known('other.test.js', ['pays'])
  const tests = [without, known('pay.test.js', ['pays'])]
  const { missing, text } = amendJunit(file('<testcase name="pays"/>'), tests)
  expect(missing).toEqual([])
  expect(text).toBe(file(`<testcase name="pays">\n${whole}</testcase>`))
})

test('a test that is not in the file is said', () => {
  const before = file('<testcase name="else"/>')
  const result = amendJunit(before, [known('pay.test.js', ['shop', 'pays'])])
  expect(result).toEqual({ text: before, ambiguous: [], missing: ['shop › pays'] })
})
