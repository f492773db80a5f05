import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDiskStorage } from './disk-storage.ts'
import { testStorage } from './storage.contract.ts'
import { temporaryFolder } from './temporary-folder.contract.ts'

testStorage('the disk', async () => {
  const folder = await temporaryFolder()
  return [
    openDiskStorage(join(folder, 'new', 'store')),
    openDiskStorage(join(folder, 'new', 'store')),
  ]
})

test.each([0o000, 0o022, 0o277])('nobody else can read, whatever the umask: %o', async (mask) => {
  const folder = join(await temporaryFolder(), 'store')
  const before = process.umask(mask)
  onTestFinished(() => void process.umask(before))
  const storage = openDiskStorage(folder)
  expect(await storage.makeFolder('')).toBe(true)
  await storage.makeFolder('folder')
  await storage.create('folder/created', new Uint8Array(1))
  await storage.replace('folder/replaced', new Uint8Array(1))
  await (await storage.open('folder/opened'))?.close()
  const mode = async (path: string): Promise<number> =>
    (await stat(join(folder, path))).mode & 0o777
  expect(await mode('')).toBe(0o700)
  expect(await mode('folder')).toBe(0o700)
  for (const name of ['created', 'replaced', 'opened']) {
    expect(await mode(`folder/${name}`)).toBe(0o600)
  }
})

test('what a killed process left unfinished is not listed', async () => {
  const folder = await temporaryFolder()
  const storage = openDiskStorage(folder)
  await writeFile(join(folder, '.tmp-1234'), 'half')
  await storage.create('whole', new Uint8Array(1))
  expect(await storage.list('')).toEqual(['whole'])
  expect(await readdir(folder)).toEqual(['.tmp-1234', 'whole'])
})
