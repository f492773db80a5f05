import { MemoryStorage } from './memory-storage.ts'
import { testStorage } from './storage.contract.ts'

testStorage('MemoryStorage', async () => {
  const first = new MemoryStorage()
  return [first, new MemoryStorage(first.tree)]
})
