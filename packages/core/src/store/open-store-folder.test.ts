import { userInfo } from 'node:os'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isHartifactError, type ErrorCode } from '../errors.ts'
import { openDiskStorage } from './disk-storage.ts'
import { FaultyStorage } from './faulty-storage.contract.ts'
import { MemoryStorage } from './memory-storage.ts'
import { openStoreFolder } from './open-store-folder.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'

const withFix =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isHartifactError(error, code) && (error.fix ?? '').length > 10

test('a new store says what it is, and is kept out of git', async () => {
  const folder = join(await temporaryFolder(), 'deep', '.hartifact')
  await openStoreFolder(openDiskStorage(folder))
  expect((await readdir(folder)).toSorted()).toEqual([
    '.gitignore',
    'sessions',
    'store.json',
    'trash',
  ])
  expect(JSON.parse(await readFile(join(folder, 'store.json'), 'utf8'))).toEqual({
    format: 'hartifact-store',
    version: 1,
    admins: [userInfo().username],
  })
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('many open a new store at once', async () => {
  const folder = join(await temporaryFolder(), 'store')
  await Promise.all(
    Array.from({ length: 24 }, async () => openStoreFolder(openDiskStorage(folder))),
  )
  const names = ['.gitignore', 'sessions', 'store.json', 'trash']
  expect((await readdir(folder)).toSorted()).toEqual(names)
})

test('what a store holds beside its own stays, and it opens again', async () => {
  const folder = await temporaryFolder()
  await openStoreFolder(openDiskStorage(folder))
  await writeFile(join(folder, 'redaction.key'), 'key')
  await openStoreFolder(openDiskStorage(folder))
  expect(await readFile(join(folder, 'redaction.key'), 'utf8')).toBe('key')
})

test('a folder with something else in it is left alone', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'thesis.txt'), 'years of work')
  await expect(openStoreFolder(openDiskStorage(folder))).rejects.toSatisfy(withFix('STORE_FOREIGN'))
  expect(await readdir(folder)).toEqual(['thesis.txt'])
})

test.each(['', '[]', 'null', '{"format":"other","version":1}', '{"format":"hartifact-store"}'])(
  'a store.json of another kind: %s',
  async (text) => {
    const storage = new MemoryStorage()
    await storage.create('store.json', Buffer.from(text))
    await expect(openStoreFolder(storage)).rejects.toSatisfy(withFix('STORE_FOREIGN'))
  },
)

test('a file is no store', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  for (const path of [file, join(file, 'below')]) {
    await expect(openStoreFolder(openDiskStorage(path))).rejects.toSatisfy(withFix('STORE_FOREIGN'))
  }
})

test('a store of a later version is left alone', async () => {
  const storage = new MemoryStorage()
  await storage.create('store.json', Buffer.from('{"format":"hartifact-store","version":2}'))
  await expect(openStoreFolder(storage)).rejects.toSatisfy(withFix('FORMAT_NEWER'))
  expect(await storage.list('')).toEqual(['store.json'])
})

test.each([
  ['EACCES', 'STORE_UNWRITABLE'],
  ['EROFS', 'STORE_UNWRITABLE'],
  ['ENOSPC', 'STORE_FULL'],
] as const)(
  'whatever fails with %s while a store is made or opened, it is %s',
  async (code, expected) => {
    const storage = new MemoryStorage()
    for (const isNew of [true, false]) {
      for (let call = 1; ; call++) {
        const tree = isNew ? new MemoryStorage() : storage
        if (!isNew) await openStoreFolder(tree)
        const faulty = new FaultyStorage(tree, { call, code })
        const opened = openStoreFolder(faulty)
        await opened.catch(() => {})
        if (faulty.failed === 0) break
        await expect(opened).rejects.toSatisfy(withFix(expected))
        await openStoreFolder(tree)
      }
    }
  },
)

test('a store that cannot be written to can be read', async () => {
  const storage = new MemoryStorage()
  await expect(openStoreFolder(storage, { readOnly: true })).rejects.toSatisfy(
    withFix('STORE_FOREIGN'),
  )
  expect(await storage.list('')).toEqual([])
  await openStoreFolder(storage)
  const before = storage.tree.get('store.json')
  await storage.remove('trash')
  await openStoreFolder(storage, { readOnly: true })
  expect(storage.tree.get('store.json')).toBe(before)
  expect(await storage.list('')).not.toContain('trash')
})

test('a folder that is empty becomes a store', async () => {
  const folder = join(await temporaryFolder(), 'empty')
  await mkdir(folder)
  await openStoreFolder(openDiskStorage(folder))
  expect(await readdir(folder)).toContain('store.json')
})
