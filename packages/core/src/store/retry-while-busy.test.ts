import { expect, test } from 'vitest'
import { retryWhileBusy } from './retry-while-busy.ts'

const failing = (codes: string[]) => {
  const calls: string[] = []
  const operation = async (): Promise<string> => {
    const code = codes[calls.length]
    calls.push(code ?? 'done')
    if (code !== undefined) throw Object.assign(new Error(code), { code })
    return 'done'
  }
  return { calls, operation }
}

test('goes on after another program has let go of the file', async () => {
  const { calls, operation } = failing(['EPERM', 'EACCES', 'EBUSY'])
  expect(await retryWhileBusy(operation, 4)).toBe('done')
  expect(calls).toEqual(['EPERM', 'EACCES', 'EBUSY', 'done'])
})

test('gives up with the last error', async () => {
  const { calls, operation } = failing(['EPERM', 'EBUSY', 'EPERM'])
  await expect(retryWhileBusy(operation, 2)).rejects.toThrow('EBUSY')
  expect(calls).toHaveLength(2)
})

test('does not repeat what repeating cannot help', async () => {
  const { calls, operation } = failing(['ENOSPC'])
  await expect(retryWhileBusy(operation, 5)).rejects.toThrow('ENOSPC')
  expect(calls).toHaveLength(1)
})
