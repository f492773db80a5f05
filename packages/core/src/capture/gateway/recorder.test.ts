import { expect, test } from 'vitest'
import {
  type AppendFile,
  createSession,
  MemoryStorage,
  openStoreFolder,
  openWriter,
} from '../../store/index.ts'
import { newSessionInfo } from '../new-session-info.ts'
import { Recorder } from './recorder.ts'

/** A disk that does not answer as long as it is stuck. */
class StuckDisk extends MemoryStorage {
  free = (): void => {}
  #stuck: Promise<void> = Promise.resolve()

  stick(): void {
    this.#stuck = new Promise((resolve) => (this.free = resolve))
  }

  override async open(path: string): Promise<AppendFile | undefined> {
    const file = await super.open(path)
    if (!file) return undefined
    return {
      get size() {
        return file.size
      },
      append: async (chunks) => {
        await this.#stuck
        return file.append(chunks)
      },
      sync: () => file.sync(),
      close: () => file.close(),
    }
  }
}

async function record() {
  const disk = new StuckDisk()
  await openStoreFolder(disk)
  const info = newSessionInfo('Stuck', 'off')
  await createSession(disk, info)
  const writer = await openWriter(disk, info.id, 'capture')
  const recorder = new Recorder(info.id, writer, (entry) => entry, 1_000)
  const begin = () =>
    recorder.exchange(
      {
        kind: 'http',
        method: 'GET',
        url: 'http://a.test/',
        httpVersion: 'HTTP/1.1',
        headers: [],
        at: 0,
      },
      { id: 'c1', remotePort: 1 },
      'port',
    )
  return { begin, disk, recorder }
}

test('settled() does not wait longer for the disk than it is told to', async () => {
  const { begin, disk, recorder } = await record()
  disk.stick()
  begin().end({ at: 1, upstream: { moments: {} } })
  await expect(recorder.settled(20)).rejects.toThrow('The disk has not answered for 20 ms')
  disk.free()
  await recorder.settled(5_000)
  expect(await recorder.stop(5_000, async () => {})).toEqual({ cut: [], late: 0 })
})

test('settled() names the exchanges that have not ended', async () => {
  const { begin, recorder } = await record()
  const exchange = begin()
  await expect(recorder.settled(20)).rejects.toThrow('1 exchange(s)')
  exchange.end({ at: 1, upstream: { moments: {} } })
  await recorder.settled(0)
  await recorder.stop(0, async () => {})
})
