/** Organised development: a session for each feature, and always the right one active. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startShop } from '@hartifact/example-shop'
import { customer, hartifact, hartifactJson, scratchFolder } from './hartifact.mjs'

const { folder, remove } = await scratchFolder()
const shop = await startShop()
try {
  const store = join(folder, '.hartifact')
  const recorded = ['record', '--', 'node', customer, shop.httpUrl]
  const active = async () => (await hartifactJson(store, 'use')).session.name

  console.log('# 1. A session for each feature; the one made last is active.')
  await hartifact(store, 'create', 'Search', '--label', 'feature', '--link', 'jira:SHOP-7')
  await hartifact(store, 'create', 'Check out', '--label', 'feature', '--link', 'jira:SHOP-8')
  assert.equal(await active(), 'Check out')

  console.log('\n# 2. Traffic goes to the active session.')
  await hartifact(store, ...recorded, 'buy')
  await hartifact(store, 'use', 'Search')
  await hartifact(store, ...recorded, 'browse')
  await hartifact(store, 'list', '--label', 'feature', '--sort', 'name')
  const { sessions } = await hartifactJson(store, 'list', '--label', 'feature', '--sort', 'name')
  assert.deepEqual(
    sessions.map(({ name, requests }) => [name, requests]),
    [
      ['Check out', 4],
      ['Search', 3],
    ],
  )

  console.log('\n# 3. Names grow with what is learnt; a first try is thrown away.')
  await hartifact(store, 'rename', 'Search', 'Search, with suggestions')
  await hartifact(store, 'clear', 'Search, with suggestions')
  assert.equal(await active(), 'Search, with suggestions')
  await hartifact(store, ...recorded, 'browse')

  console.log('\n# 4. What is finished goes to the trash, and can come back.')
  await hartifact(store, 'delete', 'Check out')
  await hartifact(store, 'list')
  await hartifact(store, 'restore', 'Check out')
  const { sessions: all } = await hartifactJson(store, 'list')
  assert.equal(all.length, 2)
} finally {
  await shop.close()
  await remove()
}
