import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { authorityFolder, ensureAuthority, isOwn } from './authority.ts'
import { makeCertificate } from './gateway/test-certificate.contract.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hartifact-ca-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const day = 24 * 60 * 60 * 1000

test('is made once, for at most 30 days, readable by nobody else', async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, () => ensureAuthority(join(folder, 'ca'))),
  )
  expect(new Set(made.map(({ pem }) => pem)).size).toBe(1)
  const certificate = new X509Certificate(made[0]!.pem)
  expect(certificate.ca).toBe(true)
  const left = new Date(certificate.validTo).getTime() - Date.now()
  expect(left).toBeLessThanOrEqual(30 * day)
  expect(left).toBeGreaterThan(29 * day)
  const names = await readdir(join(folder, 'ca'))
  expect(names.toSorted()).toEqual([
    expect.stringMatching(/\.crt$/),
    expect.stringMatching(/\.pem$/),
  ])
  for (const name of names) expect((await stat(join(folder, 'ca', name))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'ca'))).mode & 0o777).toBe(0o700)
})

test('is replaced when near its end', async () => {
  // The test certificate's authority ends in a day.
  const { ca, key } = await makeCertificate()
  await writeFile(join(folder, 'authority-20200101.pem'), `${ca}\n${key}\n`)
  const fresh = await ensureAuthority(folder)
  expect(fresh.pem).not.toBe(ca)
  expect(await ensureAuthority(folder)).toEqual(fresh)
})

test('a damaged file does not matter, and a folder that cannot be made is replaced', async () => {
  await writeFile(join(folder, 'authority-99990101.pem'), 'x')
  const { pem } = await ensureAuthority(folder)
  expect(new X509Certificate(pem).ca).toBe(true)
  const elsewhere = await ensureAuthority(join(folder, 'authority-99990101.pem', 'ca'))
  expect(elsewhere.certPath.startsWith(tmpdir())).toBe(true)
})

test('a folder of another user is not trusted', () => {
  expect(isOwn({ uid: 1000 }, 1000)).toBe(true)
  expect(isOwn({ uid: 1001 }, 1000)).toBe(false)
  expect(isOwn({ uid: 0 }, undefined)).toBe(true)
})

test('its folder follows the environment', () => {
  expect(authorityFolder({ HARTIFACT_CA_FOLDER: '/own' })).toBe('/own')
  expect(authorityFolder({ XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'hartifact', 'ca'))
})
