import { expect, test } from 'vitest'
import { scanXml } from './scan-xml.ts'

test('knows comments, CDATA, quotes of both kinds and empty elements', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- <testcase name="in a comment"> -->
<testsuites>
  <testsuite name='a "b" > c'>
    <testcase
      name="d &lt;e&gt; &#233; &#x1F600; &amp;lt;" ><system-out><![CDATA[<testcase> ]] > </x>]]></system-out></testcase >
    <testcase name="empty" />
  </testsuite>
</testsuites>
`
  const found = scanXml(xml)
  expect(found.map(({ attributes, name }) => [name, attributes['name']])).toEqual([
    ['testsuites', undefined],
    ['testsuite', 'a "b" > c'],
    ['testcase', 'd <e> é 😀 &lt;'],
    ['system-out', undefined],
    ['testcase', 'empty'],
  ])
  const output = found[3]
  expect(output?.parent).toBe(found[2])
  expect(xml.slice(output?.opened, output?.closing)).toBe('<![CDATA[<testcase> ]] > </x>]]>')
  expect(found[4]?.isEmpty).toBe(true)
  expect(found[1]?.children).toEqual([found[2], found[4]])
})

test.each([
  ['nothing', ''],
  ['a text', 'JUnit'],
  ['the beginning of a file', '<testsuites><testsuite name="a">'],
  ['tags that do not fit', '<a><b></a></b>'],
  ['a tag that breaks off', '<a><testcase name="x'],
  ['an end too many', '<a></a></b>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
])('refuses %s', (_what, xml) => {
  expect(() => scanXml(xml)).toThrow(expect.objectContaining({ code: 'FORMAT_UNKNOWN' }))
})
