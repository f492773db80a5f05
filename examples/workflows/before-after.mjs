/** Before and after: the same steps against two releases, side by side. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startShop } from '@hartifact/example-shop'
import { customer, hartifact, hartifactJson, scratchFolder } from './hartifact.mjs'

const { folder, remove } = await scratchFolder()
const shops = [await startShop({ release: 1 }), await startShop({ release: 2 })]
try {
  const store = join(folder, '.hartifact')
  const names = ['Before release 2', 'After release 2']

  console.log('# 1. Record the same steps before and after the release.')
  for (const [index, name] of names.entries()) {
    const recording = ['record', '--session', name, '--label', 'release-2']
    const address = shops[index]?.httpUrl ?? ''
    await hartifact(store, ...recording, '--', 'node', customer, address, 'buy')
  }
  await hartifact(store, 'list', '--label', 'release-2')

  console.log('\n# 2. Figures of both.')
  const figures = []
  for (const name of names) {
    await hartifact(store, 'stats', name)
    figures.push((await hartifactJson(store, 'stats', name)).stats)
  }
  const [before, after] = figures
  assert.equal(before.requests, after.requests)
  assert.equal(before.failed, 0)
  assert.equal(after.failed, 1)
  assert.equal(before.statuses['201'], 2)
  assert.equal(after.statuses['201'], 1)

  console.log('\n# 3. Where do they differ? The order answers otherwise, the invoice is gone.')
  for (const query of ['method:POST path:/api/orders', 'path:**/invoice']) {
    const { hits } = await hartifactJson(store, 'search', query)
    const statuses = hits.map(({ entry, session }) => [session.name, entry.response.status])
    console.log(statuses)
    assert.equal(hits.length, 2)
    assert.notEqual(statuses[0][1], statuses[1][1])
  }

  console.log('\n# 4. Keep only the part that matters, of both, as files.')
  for (const [index, name] of names.entries()) {
    const part = `${name}, orders`
    await hartifact(store, 'split', name, 'path:/api/orders**', '--as', part)
    const written = await hartifactJson(store, 'export', part, join(folder, `orders-${index}.har`))
    assert.equal(written.entries, 2)
  }
  await hartifact(store, 'pin', ...names)
} finally {
  await Promise.all(shops.map((shop) => shop.close()))
  await remove()
}
