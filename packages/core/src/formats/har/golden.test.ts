import { describe, expect, test } from 'vitest'
import { golden } from '../golden.contract.ts'
import { fixtureNames, loadFixture } from '../session-fixtures.contract.ts'
import { schemaFaults, writeHar } from './har-files.contract.ts'
import type { HarEntry } from './har-types.ts'
import { readHar } from './read.ts'

describe.each(fixtureNames)('%s', (name) => {
  const session = loadFixture(name)
  const written = writeHar(session)

  test('is written as in the golden file', async () => {
    const { file } = await written
    const creator = { ...file.log.creator, version: '0.0.0' }
    // Same order of keys as in the file; only the layout is for people.
    const pretty = `${JSON.stringify({ log: { ...file.log, creator } }, undefined, 2)}\n`
    expect(pretty).toBe(golden(new URL(`./fixtures/${name}.har`, import.meta.url), pretty))
  })

  test('is valid HAR 1.2', async () => {
    expect(schemaFaults((await written).file)).toEqual([])
  })

  test('comes back as the same session', async () => {
    const read = readHar((await written).text)
    const { bodies, ...session_ } = session
    expect({ ...read, bodies: undefined, issues: undefined }).toStrictEqual({
      ...session_,
      bodies: undefined,
      issues: undefined,
    })
    expect(read.bodies).toEqual(bodies)
    const lost = read.issues.filter(({ what }) => !what.startsWith('The file does not hold'))
    expect(lost).toEqual([])
  })

  // What the importers of the browsers check, as read in their sources.
  test('is taken by Safari: a version, and a first page with a time', async () => {
    const { log } = (await written).file
    expect(log.version).toBeTypeOf('string')
    expect(Date.parse(log.pages[0]!.startedDateTime)).not.toBeNaN()
  })

  test('is taken by Firefox: pages is an array, each entry has a page and a cache', async () => {
    const { log } = (await written).file
    expect(Array.isArray(log.pages)).toBe(true)
    const pages = log.pages.map(({ id }) => id)
    expect(new Set(pages).size).toBe(pages.length)
    for (const entry of log.entries) {
      expect(pages).toContain(entry.pageref)
      expect(entry.cache).toEqual({})
    }
  })

  test('is taken by Chrome: objects, dates and numbers where it throws without them', async () => {
    const { log } = (await written).file
    expect(log.creator).toBeTypeOf('object')
    for (const page of log.pages) expect(Date.parse(page.startedDateTime)).not.toBeNaN()
    for (const entry of log.entries) expectChrome(entry)
  })
})

function expectChrome(entry: HarEntry): void {
  const { request, response, timings } = entry
  expect(Date.parse(entry.startedDateTime)).not.toBeNaN()
  const numbers = [
    entry.time,
    request.headersSize,
    request.bodySize,
    response.status,
    response.headersSize,
    response.bodySize,
    response.content.size,
    timings.send,
    timings.wait,
    timings.receive,
  ]
  for (const number of numbers) expect(Number.isSafeInteger(Math.trunc(number))).toBe(true)
  for (const { expires } of [...request.cookies, ...response.cookies]) {
    if (expires) expect(Date.parse(expires)).not.toBeNaN()
  }
  for (const message of entry._webSocketMessages ?? []) {
    expect(message).toMatchObject({
      type: expect.stringMatching(/^(send|receive)$/),
      time: expect.any(Number),
      opcode: expect.any(Number),
      data: expect.any(String),
    })
  }
}
