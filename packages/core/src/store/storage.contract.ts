import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isHartifactError } from '../errors.ts'
import type { Storage } from './storage.ts'

const utf8 = new TextDecoder()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/**
 * What every {@link Storage} must do.
 *
 * @param open - gives two storages that see the same empty tree, as two processes would
 */
export function testStorage(name: string, open: () => Promise<readonly [Storage, Storage]>): void {
  const start = async (): Promise<readonly [Storage, Storage]> => {
    const pair = await open()
    onTestFinished(async () => {
      await Promise.all(pair.map(async (storage) => storage.close()))
    })
    await pair[0].makeFolder('')
    return pair
  }
  const text = async (storage: Storage, path: string): Promise<string> =>
    utf8.decode(await storage.readAll(path))

  describe(`${name} is a storage`, () => {
    test('an empty tree has no names, and neither has a folder that does not exist', async () => {
      const [storage] = await start()
      expect(await storage.list('')).toEqual([])
      expect(await storage.list('nowhere/at/all')).toEqual([])
    })

    test('the root is made with its parents, once', async () => {
      const [storage] = await start()
      expect(await storage.makeFolder('')).toBe(false)
      expect(await storage.makeFolder('one')).toBe(true)
    })

    test('names are listed sorted, one level deep', async () => {
      const [storage, other] = await start()
      for (const folder of ['b', 'a', 'a/deeper']) await storage.makeFolder(folder)
      await storage.create('c', bytes('c'))
      expect(await other.list('')).toEqual(['a', 'b', 'c'])
      expect(await other.list('a')).toEqual(['deeper'])
    })

    test('names and a small file are had in one step', async () => {
      const [storage, other] = await start()
      await storage.makeFolder('a')
      await storage.makeFolder('a/b')
      await storage.create('a/c', bytes('content'))
      const { bytes: content, names } = await other.peek('a', 'c')
      expect(names).toEqual(['b', 'c'])
      expect(utf8.decode(content)).toBe('content')
      expect(await other.peek('a', 'none')).toEqual({ names: ['b', 'c'], bytes: undefined })
      expect(await other.peek('none', 'c')).toEqual({ names: [], bytes: undefined })
      await expect(other.peek('../a', 'c')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    })

    test('one of many makes a folder', async () => {
      const pair = await start()
      const made = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => pair[index % 2]!.makeFolder('one')),
      )
      expect(made.filter(Boolean)).toHaveLength(1)
    })

    test('a folder or file cannot be made where its folder is missing', async () => {
      const [storage] = await start()
      const missing = { code: 'ENOENT' }
      await expect(storage.makeFolder('no/folder')).rejects.toMatchObject(missing)
      await expect(storage.open('no/file')).rejects.toMatchObject(missing)
      await expect(storage.create('no/file', bytes('x'))).rejects.toMatchObject(missing)
      await expect(storage.replace('no/file', bytes('x'))).rejects.toMatchObject(missing)
    })

    test('one of many opens a file for appending', async () => {
      const pair = await start()
      const files = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => pair[index % 2]!.open('log')),
      )
      expect(files.filter(Boolean)).toHaveLength(1)
      await Promise.all(files.map(async (file) => file?.close()))
    })

    test('what was appended is read by others at once, from any offset', async () => {
      const [storage, other] = await start()
      const file = (await storage.open('log'))!
      expect(await file.append([bytes('one '), bytes(''), bytes('two ')])).toEqual({ written: 8 })
      expect(utf8.decode(await other.read('log', 4, 4))).toBe('two ')
      expect(await file.append([bytes('three')])).toEqual({ written: 5 })
      expect(file.size).toBe(13)
      expect(await other.size('log')).toBe(13)
      expect(utf8.decode(await other.read('log', 8, 100))).toBe('three')
      expect(utf8.decode(await other.read('log', 13, 1))).toBe('')
      await file.sync()
      await file.close()
      expect(await text(other, 'log')).toBe('one two three')
    })

    test('thousands of chunks are appended in order', async () => {
      const [storage, other] = await start()
      const file = (await storage.open('log'))!
      const chunks = Array.from({ length: 5000 }, (_, index) => bytes(`${index};`))
      const { written } = await file.append(chunks)
      await file.close()
      const all = Buffer.concat(chunks)
      expect(written).toBe(all.length)
      expect(all.equals(await other.read('log', 0, all.length + 10))).toBe(true)
    })

    test('reading a file that is not there', async () => {
      const [storage] = await start()
      await expect(storage.read('none', 0, 1)).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(storage.touch('none')).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(storage.move('none', 'some')).rejects.toMatchObject({ code: 'ENOENT' })
      expect(await storage.readAll('none')).toBeUndefined()
      expect(await storage.size('none')).toBeUndefined()
      expect(await storage.modifiedAt('none')).toBeUndefined()
      await storage.remove('none')
    })

    test('one of many creates a file, and its content is the one that is there', async () => {
      const pair = await start()
      const made = await Promise.all(
        Array.from({ length: 40 }, async (_, index) =>
          pair[index % 2]!.create('once', bytes(`${index}`.repeat(1000))),
        ),
      )
      expect(made.filter(Boolean)).toHaveLength(1)
      expect(await text(pair[1], 'once')).toBe(`${made.indexOf(true)}`.repeat(1000))
      expect(await pair[0].list('')).toEqual(['once'])
    })

    test('a replaced file is the old one or the new one, never a mixture', async () => {
      const [storage, other] = await start()
      const contents = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(50_000))
      await storage.replace('note', bytes(contents[0]!))
      let writing = true
      const write = async (): Promise<void> => {
        for (const content of contents) await storage.replace('note', bytes(content))
        writing = false
      }
      const read = async (): Promise<void> => {
        while (writing) expect(contents).toContain(await text(other, 'note'))
      }
      await Promise.all([write(), read()])
      expect(await text(other, 'note')).toBe(contents.at(-1))
      expect(await other.list('')).toEqual(['note'])
    })

    test('touching makes a file newer and leaves its content', async () => {
      const [storage, other] = await start()
      await storage.create('beat', bytes('{"a":1}'))
      const before = (await other.modifiedAt('beat'))!
      await vi.waitFor(async () => {
        await storage.touch('beat')
        expect(await other.modifiedAt('beat')).toBeGreaterThan(before)
      })
      expect(await text(other, 'beat')).toBe('{"a":1}')
      await storage.create('empty', bytes(''))
      await storage.touch('empty')
      expect(await storage.size('empty')).toBe(0)
    })

    test('a folder moves with all that is in it, but never onto another', async () => {
      const [storage, other] = await start()
      await storage.makeFolder('from')
      await storage.makeFolder('from/in')
      await storage.create('from/in/file', bytes('content'))
      await storage.makeFolder('taken')
      await storage.create('taken/file', bytes('other'))
      await expect(storage.move('from', 'taken')).rejects.toThrow(/ENOTEMPTY|EEXIST/)
      await storage.move('from', 'to')
      expect(await other.list('')).toEqual(['taken', 'to'])
      expect(await text(other, 'to/in/file')).toBe('content')
      expect(await text(other, 'taken/file')).toBe('other')
    })

    test('a file can be moved and removed while it is being read', async () => {
      const [storage] = await start()
      const file = (await storage.open('log'))!
      await file.append([bytes('content')])
      await file.close()
      expect(utf8.decode(await storage.read('log', 0, 7))).toBe('content')
      await storage.move('log', 'moved')
      await expect(storage.read('log', 0, 7)).rejects.toMatchObject({ code: 'ENOENT' })
      expect(utf8.decode(await storage.read('moved', 0, 7))).toBe('content')
      await storage.remove('moved')
      await expect(storage.read('moved', 0, 7)).rejects.toMatchObject({ code: 'ENOENT' })
    })

    test('removing takes a folder with all that is in it, and no other', async () => {
      const [storage, other] = await start()
      for (const folder of ['old', 'old/in', 'older']) await storage.makeFolder(folder)
      await storage.create('old/in/file', bytes('content'))
      await storage.remove('old')
      expect(await other.list('')).toEqual(['older'])
    })

    test('many files are read at once, also while they are let go', async () => {
      const [storage] = await start()
      const names = Array.from({ length: 30 }, (_, index) => `file-${index}`)
      for (const path of names) {
        const file = (await storage.open(path))!
        await file.append([bytes(path)])
        await file.close()
      }
      const read = async (path: string): Promise<string> =>
        utf8.decode(await storage.read(path, 0, 20))
      expect(await Promise.all([...names, ...names].map(read))).toEqual([...names, ...names])
      await storage.close()
      await storage.close()
      expect(await read('file-3')).toBe('file-3')
    })

    test.each(['..', 'a/../b', '/etc', 'a//b', 'a/', 'a\\b', 'c:', 'a\0b', '.', 'é'])(
      'no path leads out of the tree: %j',
      async (path) => {
        const [storage] = await start()
        const refused = (error: unknown): boolean => isHartifactError(error, 'INVALID_ARGUMENT')
        await expect(storage.create(path, bytes('x'))).rejects.toSatisfy(refused)
        await expect(storage.readAll(path)).rejects.toSatisfy(refused)
        await expect(storage.remove(path)).rejects.toSatisfy(refused)
        await expect(storage.list(path)).rejects.toSatisfy(refused)
      },
    )
  })
}
