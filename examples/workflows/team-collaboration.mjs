/** Team collaboration: a session travels as a HAR, with everything that was said about it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startShop } from '@hartifact/example-shop'
import { customer, hartifact, hartifactJson, scratchFolder } from './hartifact.mjs'

const { folder, remove } = await scratchFolder()
const shop = await startShop({ release: 2 })
try {
  const [ada, grace] = [join(folder, 'ada'), join(folder, 'grace')]
  const name = 'Purchase on staging'
  const file = join(folder, 'purchase.har')

  console.log('# 1. Ada records, and says what she sees.')
  await hartifact(ada, 'record', '--session', name, '--', 'node', customer, shop.httpUrl, 'buy')
  await hartifact(ada, 'annotate', name, '--note', 'release 2, staging', '--author', 'ada')
  const question = ['--note', 'who has moved this?', '--color', 'orange', '--tag', 'question']
  await hartifact(ada, 'annotate', name, 'path:**/invoice', ...question, '--author', 'ada')
  const login = ['--note', 'gives the token', '--color', 'blue', '--link', 'jira:SHOP-9']
  await hartifact(ada, 'annotate', name, 'path:/api/session', ...login, '--author', 'ada')

  console.log('\n# 2. She exports it and sends the file.')
  await hartifact(ada, 'export', name, file)

  console.log('\n# 3. Grace imports it: nothing is lost.')
  await hartifact(grace, 'import', file)
  await hartifact(grace, 'annotate', name, '--list')
  const said = async (store) => (await hartifactJson(store, 'annotate', name, '--list')).annotations
  assert.equal((await said(ada)).length, 3)
  assert.deepEqual(await said(grace), await said(ada))

  console.log('\n# 4. She finds the question, answers it, and sends the file back.')
  const { hits } = await hartifactJson(grace, 'search', 'tag:question')
  const answer = ['--note', 'I did, see SHOP-12', '--color', 'green', '--author', 'grace']
  await hartifact(grace, 'annotate', name, '--entry', String(hits[0].position), ...answer)
  await hartifact(grace, 'export', name, file)
  await hartifact(ada, 'import', file, '--name', `${name}, answered`)
  await hartifact(ada, 'search', 'author:grace')
  const answered = await hartifactJson(ada, 'search', 'author:grace')
  assert.equal(answered.hits.length, 1)
} finally {
  await shop.close()
  await remove()
}
