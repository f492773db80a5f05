import { PassThrough } from 'node:stream'
import { memoryStore, openStore } from '@hartifact/core'
import { expect, test } from 'vitest'
import { displayWidth } from '../ui/display-width.ts'
import { outputOn } from '../ui/output.ts'
import { printStats } from './stats-view.ts'

test('the chart over time fits into a narrow terminal, with all that is in it', async () => {
  await using store = await openStore(memoryStore)
  const session = await store.create('Long')
  const points = Array.from({ length: 60 }, (_, index) => ({
    at: new Date(index * 1000).toISOString(),
    requests: 2,
    failed: 0,
    bytes: 10,
  }))
  const stats = { ...(await session.stats()), timeline: { bucket: 1000, points } }
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 80 })
  await printStats(outputOn(stream, { NO_COLOR: '1' }), await session.summary(), stats)
  const lines = String(stream.read()).split('\n')
  const chart = lines.filter((line) => line.includes('█'))
  expect(chart.map((line) => displayWidth(line)).every((width) => width <= 80)).toBe(true)
  expect(chart[0]).toMatch(/^ {2}requests {2}█{30} {2}at most 4 requests$/)
  expect(lines).toContain('Over time, 2.0 s in each column')
})
