import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { printProfile } from '../compare/noise/profile.ts'
import { isHartifactError } from '../errors.ts'
import { readHar } from '../formats/har/read.ts'
import { temporaryFolder } from '../store/temporary-folder.contract.ts'
import { compare, learn } from './compare.ts'
import { shopHar, type ShopRun } from './compare-samples.contract.ts'
import { openStore } from './session-store.ts'

/** A folder with HARs of the shop, by file name. */
async function folderWith(runs: Readonly<Record<string, ShopRun | string>>) {
  const path = await temporaryFolder()
  const at = (name: string): string => join(path, name)
  for (const [name, run] of Object.entries(runs)) {
    const text = typeof run === 'string' ? run : shopHar(run)
    await writeFile(at(name), text)
  }
  return { path, at }
}

/** What a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isHartifactError(error)) throw new Error(`not refused, or otherwise: ${String(error)}`)
  return `${error.code}: ${error.message}`
}

describe('what is compared', () => {
  test('files, sessions by name, id and as they are, and what was read or made', async () => {
    const folder = await folderWith({ 'same.har': {}, 'broken.har': { status: 500 } })
    await using store = await openStore(folder.at('store'))
    const { session } = await store.import(folder.at('same.har'), { name: 'Same', redact: 'off' })
    const read = readHar(shopHar())
    const made = {
      name: 'made',
      entries: read.entries,
      body: ({ sha256 }: { sha256: string }) => read.bodies.get(sha256),
    }
    for (const before of [folder.at('same.har'), session, read, made, 'Same', session.id]) {
      const options = { store: folder.at('store'), settings: false } as const
      expect((await compare(before, folder.at('same.har'), options)).verdict).toBe('equivalent')
      const broken = await compare(before, folder.at('broken.har'), { ...options, store })
      expect(broken.verdict).toBe('different')
      expect(broken.findings[0]).toMatchObject({
        severity: 'breaking',
        rule: 'response.status.worse',
        endpoint: 'POST /api/orders',
        beforeEntries: [2],
        afterEntries: [2],
      })
    }
    // A store that was given stays open.
    expect(await store.list()).toHaveLength(1)
  })

  test('sessions of one name are told apart', async () => {
    const { after, before } = await compare(readHar(shopHar()), readHar(shopHar()))
    expect(before.name).toBe('Checkout (2026-01-01T12:00:00.000Z)')
    expect(after.name).toBe(before.name)
  })

  test('what is wrong with a text is said, and no store is made', async () => {
    const folder = await folderWith({
      'before.har': {},
      'empty.har': '',
      'cut.har': shopHar().slice(0, 700),
      'other.har': '{"swagger":"2.0"}',
      'text.har': 'GET / HTTP/1.1',
      'newer.har': '{"log":{"_hartifact":{"schema":99},"entries":[]}}',
      'packed.har.gz': 'x',
      before: '',
    })
    const store = folder.at('none')
    const said = (text: string): Promise<string> =>
      refusal(compare(folder.at('before.har'), text, { store, settings: false }))
    expect(await said('')).toContain('INVALID_ARGUMENT: The name of a session cannot be empty.')
    expect(await said(folder.path)).toContain('is a folder.')
    expect(await said(folder.at('empty.har'))).toMatch(/^FORMAT_UNKNOWN: .*empty\.har is empty\./)
    expect(await said(folder.at('cut.har'))).toMatch(
      /^FORMAT_UNKNOWN: .*cut\.har is only the begin/,
    )
    expect(await said(folder.at('other.har'))).toContain('other.har is not a HAR: it has no log')
    expect(await said(folder.at('text.har'))).toContain('text.har is not a HAR: it is not JSON.')
    expect(await said(folder.at('newer.har'))).toMatch(/^FORMAT_NEWER: .*newer\.har: /)
    expect(await said(folder.at('packed.har.gz'))).toContain('gunzip')
    expect(await said(folder.at('x.saz'))).toMatch(/^FORMAT_UNKNOWN: .*Fiddler as HTTPArchive/)
    expect(await said(folder.at('befor.har'))).toMatch(
      /^NAME_NOT_FOUND: There is no file .* Did you mean before\.har/,
    )
    expect(await said('Chekout')).toContain('there is no store at')
    expect(await said(folder.at('nothing'))).toContain('nor a session of that name')
    expect(await said(folder.at('before'))).toMatch(/empty/)
    expect(await readdir(folder.path)).not.toContain('none')
    await using made = await openStore(folder.at('store'))
    await made.create('Checkout')
    const misspelt = compare('Chekout', folder.at('before.har'), { store: made, settings: false })
    expect(await refusal(misspelt)).toContain('Did you mean "Checkout"?')
  })

  test.each([undefined, null, 7, [], {}, { entries: [] }])('%j is refused', async (value) => {
    expect(await refusal(compare(value as never, readHar(shopHar())))).toContain(
      'INVALID_ARGUMENT: A session was expected',
    )
  })

  test('what makes a session incomplete becomes a remark', async () => {
    const read = readHar(shopHar())
    const degraded = { ...read, info: { ...read.info, state: 'degraded' as const } }
    const issues = [
      { entry: 3, what: 'The file does not hold the bytes of the response body.' },
      { entry: 4, what: 'The file holds the request body only without its content coding.' },
    ]
    const { remarks } = await compare({ ...degraded, issues }, readHar(shopHar({ name: 'B' })), {
      settings: false,
    })
    expect(remarks).toEqual(
      expect.arrayContaining([
        expect.stringContaining('"Checkout" lacks what the disk refused'),
        'Not all of "Checkout" could be read as it was meant: entry 3: The file does not hold the bytes of the response body.',
      ]),
    )
    expect(remarks.join()).not.toContain('content coding')
  })
})

describe('options', () => {
  test('settings are read, and options come on top of them', async () => {
    const folder = await folderWith({
      'before.har': {},
      'after.har': { order: { total: 17.5, currency: 'USD' } },
      'rules.json': JSON.stringify({
        version: 1,
        failOn: 'warning',
        ignore: [{ path: 'response.body.currency', reason: 'of the account' }],
      }),
      'wrong.json': '{"version":1,"ignor":[]}',
    })
    const [before, after] = [folder.at('before.har'), folder.at('after.har')]
    const options = { failOn: 'warning' } as const
    expect((await compare(before, after, { ...options, settings: false })).verdict).toBe(
      'different',
    )
    const settings = folder.at('rules.json')
    const silenced = await compare(before, after, { settings })
    expect(silenced).toMatchObject({ verdict: 'equivalent', failOn: 'warning', findings: [] })
    expect(await compare(before, after, { settings, failOn: 'info' })).toMatchObject({
      failOn: 'info',
    })
    const wrong = compare(before, after, { settings: folder.at('wrong.json') })
    expect(await refusal(wrong)).toContain('Did you mean ignore?')
    const gone = compare(before, after, { settings: folder.at('gone.json') })
    expect(await refusal(gone)).toMatch(/^INVALID_ARGUMENT: The file .*gone\.json cannot be read/)
    const unknown = compare(before, after, { failon: 'info' } as never)
    expect(await refusal(unknown)).toContain('Did you mean failOn?')
  })

  test('a profile is learnt from runs, extended, and read from its file', async () => {
    const folder = await folderWith({
      '1.har': { name: 'Run 1', order: { total: 17.5, nonce: 'ab12' } },
      '2.har': { name: 'Run 2', order: { total: 17.5, nonce: 'cd34' } },
      '3.har': { name: 'Run 3', order: { total: 17.5, nonce: 'ef56' } },
    })
    const runs = ['1.har', '2.har', '3.har'].map((name) => folder.at(name))
    const { learnt, profile } = await learn(runs)
    expect(profile.sessions).toBe(3)
    expect(learnt.map(({ path }) => path)).toContain('response.body.nonce')
    const more = await learn([runs[0]!], { profile })
    expect(more.profile.sessions).toBe(4)
    expect(await refusal(learn([]))).toContain('nothing to learn from')
    await writeFile(folder.at('profile.json'), printProfile(profile))
    const settings = { settings: false, failOn: 'warning' } as const
    const changed = readHar(shopHar({ name: 'Run 9', order: { total: 17.5, nonce: 'gh78' } }))
    const known = await compare(runs[0]!, changed, {
      ...settings,
      profile: folder.at('profile.json'),
    })
    expect(known.verdict).toBe('equivalent')
  })
})
