/** Bug investigation: catch the traffic of a failure, find the cause, mark it, hand it on. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startShop } from '@hartifact/example-shop'
import { customer, hartifact, hartifactJson, scratchFolder } from './hartifact.mjs'

const { folder, remove } = await scratchFolder()
const shop = await startShop({ release: 2 })
try {
  const store = join(folder, '.hartifact')
  const bug = 'Bug: no invoice'

  console.log('# 1. Do again what the customer did, and record it.')
  await hartifact(store, 'record', '--session', bug, '--', 'node', customer, shop.httpUrl, 'buy')

  console.log('\n# 2. What went wrong?')
  await hartifact(store, 'search', 'status:4xx,5xx', '--session', bug)
  const { hits } = await hartifactJson(store, 'search', 'status:4xx,5xx', '--session', bug)
  assert.equal(hits.length, 1)
  const [{ entry, position }] = hits
  assert.match(entry.request.url, /\/invoice$/)
  assert.equal(entry.response.status, 404)

  console.log('\n# 3. Look at it closely.')
  const shown = await hartifact(store, 'show', bug, String(position))
  assert.match(shown, /404/)

  console.log('\n# 4. Say what it is, where it is, and to which issue it belongs.')
  const note = 'release 2 has moved the invoice to /invoice.pdf'
  const remark = ['--note', note, '--color', 'red', '--tag', 'bug']
  await hartifact(store, 'annotate', bug, '--entry', String(position), ...remark)
  await hartifact(store, 'link', bug, 'jira:SHOP-42')
  const { sessions } = await hartifactJson(store, 'list', '--link', 'jira:SHOP-42')
  assert.deepEqual(
    sessions.map(({ mode, name }) => ({ mode, name })),
    [{ mode: 'linked', name: bug }],
  )

  console.log('\n# 5. Find it again, in whichever session it was, and hand it on.')
  await hartifact(store, 'search', 'tag:bug color:red moved')
  const evidence = join(folder, 'no-invoice.har')
  const written = await hartifactJson(store, 'export', bug, evidence, '--filter', 'tag:bug')
  assert.equal(written.entries, 1)
} finally {
  await shop.close()
  await remove()
}
