import { mkdtemp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { splitPem } from './certificates.ts'
import { npmAuthorities } from './npm-authorities.ts'
import { readUserFiles, trustFiles } from './trust-files.ts'
import { wgetSettings } from './wget-settings.ts'

const pem = (name: string): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(name).toString('base64')}\n-----END CERTIFICATE-----`
const ours = pem('ours')

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hartifact-trust-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** The certificates that each variable leads to. */
async function trusted(environment: NodeJS.ProcessEnv): Promise<Record<string, string[]>> {
  const authority = { certPath: await file('ours.crt', ours), pem: ours, spki: '' }
  const without = { HOME: folder, npm_config_globalconfig: '-' }
  const users = readUserFiles({ ...without, ...environment }, folder)
  const variables = trustFiles({ authority, folder }, users)
  const read = async ([name, path]: [string, string]): Promise<[string, string[]]> => [
    name,
    splitPem(await readFile(path, 'utf8')),
  ]
  return Object.fromEntries(await Promise.all(Object.entries(variables).map(read)))
}

test('a variable that replaces what a client trusts has the authorities of the system as well', async () => {
  const found = await trusted({})
  expect(found['CURL_CA_BUNDLE']?.length).toBeGreaterThan(50)
  expect(found['CURL_CA_BUNDLE']?.at(-1)).toBe(ours)
  expect(found['NODE_EXTRA_CA_CERTS']).toEqual([ours])
  expect(Object.keys(found)).not.toContain('NIX_SSL_CERT_FILE')
})

test('a file of the user counts instead of the system, also for those who would read it', async () => {
  const mine = `# mine\n${pem('mine')}\n\n${pem('also mine')}\n`
  const found = await trusted({ SSL_CERT_FILE: await file('mine.pem', mine) })
  const expected = [pem('mine'), pem('also mine'), ours]
  expect(found['SSL_CERT_FILE']).toEqual(expected)
  expect(found['CURL_CA_BUNDLE']).toEqual(expected)
  expect(found['CARGO_HTTP_CAINFO']).toEqual(expected)
  // git does not read it.
  expect(found['GIT_SSL_CAINFO']).not.toContain(pem('mine'))
  expect(found['NODE_EXTRA_CA_CERTS']).toEqual([ours])
})

test('what Node trusts in addition stays', async () => {
  const path = await file('mine.pem', pem('mine'))
  const found = await trusted({ NODE_EXTRA_CA_CERTS: path })
  expect(found['NODE_EXTRA_CA_CERTS']).toEqual([pem('mine'), ours])
})

test('a folder of certificates is read, whatever else is in it', async () => {
  const certificates = join(folder, 'certificates')
  await mkdir(join(certificates, 'deeper'), { recursive: true })
  await file('certificates/a.pem', pem('a'))
  await file('certificates/README', 'text')
  const found = await trusted({ REQUESTS_CA_BUNDLE: certificates })
  expect(found['REQUESTS_CA_BUNDLE']).toEqual([pem('a'), ours])
})

test('a file that cannot be used is told, and counts as not set', async () => {
  const environment = {
    HOME: folder,
    CURL_CA_BUNDLE: join(folder, 'none.pem'),
    PIP_CERT: await file('empty.pem', 'nothing'),
  }
  const { found, warnings } = readUserFiles(environment, folder)
  expect([...found.keys()].filter((name) => name in environment)).toEqual([])
  expect(warnings).toEqual([
    expect.stringMatching(/^CURL_CA_BUNDLE is not used: .*none\.pem cannot be read \(ENOENT/),
    expect.stringMatching(/^PIP_CERT is not used: .*\(it has no certificate in PEM\)\.$/),
  ])
})

test('the file that npm is told of in its settings is found', async () => {
  const path = await file('mine.pem', pem('mine'))
  const environment = { HOME: folder, WHERE: folder, npm_config_globalconfig: '-' }
  expect(npmAuthorities(environment, folder)).toBeUndefined()
  await file('.npmrc', `registry=https://a.test/\ncafile = "\${WHERE}/mine.pem"\n`)
  expect(npmAuthorities(environment, folder)).toBe(path)
  expect((await trusted(environment))['npm_config_cafile']).toEqual([pem('mine'), ours])
})

test('a bundle that changes is read again, and what has ours already gets it once', async () => {
  const path = await file('mine.pem', pem('mine'))
  const environment = { NODE_EXTRA_CA_CERTS: path, DENO_CERT: await file('ours.pem', ours) }
  const before = await trusted(environment)
  expect(before['NODE_EXTRA_CA_CERTS']).toEqual([pem('mine'), ours])
  expect(before['DENO_CERT']).toEqual([ours])
  await file('mine.pem', `${pem('another')}\n${ours}`)
  expect((await trusted(environment))['NODE_EXTRA_CA_CERTS']).toEqual([pem('another'), ours])
})

test('bundles that no authority of ours is valid for are removed', async () => {
  const path = await file('trust-0123456789abcdef.pem', ours)
  const other = await file('authority-20260101.pem', ours)
  await utimes(path, 1_700_000_000, 1_700_000_000)
  await utimes(other, 1_700_000_000, 1_700_000_000)
  await trusted({})
  const names = await readdir(folder)
  expect(names).not.toContain(basename(path))
  expect(names).toContain(basename(other))
})

test('settings of wget are those of the user, and our authority', async () => {
  const certPath = await file('ours.crt', ours)
  const authority = { certPath, pem: ours, spki: '' }
  const settings = { authority, environment: { HOME: folder }, folder }
  const readSettings = (): Promise<string> => readFile(wgetSettings(settings), 'utf8')
  expect(await readSettings()).toBe(`\nca_certificate = ${certPath}\n`)
  const mine = await file('mine.pem', pem('mine'))
  await file('.wgetrc', `tries = 3\nca_certificate = ${mine}`)
  const [tries, , line = ''] = (await readSettings()).split('\n')
  expect(tries).toBe('tries = 3')
  const merged = await readFile(line.replace('ca_certificate = ', ''), 'utf8')
  expect(splitPem(merged)).toEqual([pem('mine'), ours])
})
