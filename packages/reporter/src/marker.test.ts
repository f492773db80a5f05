import type { Marker } from '@hartifact/core'
import { expect, test } from 'vitest'
import type { Attachment } from './attachment.ts'
import { harNameOf, harOf, markersOf } from './marker.ts'

const marker: Marker = {
  store: '/project/.hartifact',
  sessionId: '0190',
  name: 'Login › Été #1',
  mode: 'on',
}

const markerAttachment = (value: unknown): Attachment => ({
  name: '_hartifact',
  contentType: 'application/json',
  body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
})

const file = (path: string, name: string): Attachment => ({
  name,
  path,
  contentType: 'application/json',
})

test('of two markers of one session the later one counts', () => {
  const later = { ...marker, har: '/project/results/login.har' }
  const other = { ...marker, sessionId: '0191' }
  const attachments = [marker, other, later].map(markerAttachment)
  expect(markersOf(attachments)).toEqual([later, other])
})

test.each([['{'], ['null'], ['[]'], [{ ...marker, store: 1 }], [{ store: '/x' }]])(
  'what is no marker is left alone: %j',
  (value) => {
    expect(markersOf([markerAttachment(value), file('/x.png', 'x.png')])).toEqual([])
  },
)

test('finds the HAR by its path, in a merged report by its name', () => {
  const withHar = { ...marker, har: '/results/login-2.har' }
  const own = file('/results/login-2.har', 'login-2.har')
  const hook = file('/results/login.har', 'login.har')
  const merged = file('/blob/resources/0beec7.json', 'login-2.har')
  expect(harOf(withHar, [hook, own])).toBe(own)
  expect(harOf(withHar, [hook, merged])).toBe(merged)
  expect(harOf(withHar, [hook])).toBeUndefined()
  expect(harOf({ ...marker, har: String.raw`C:\results\login-2.har` }, [merged])).toBe(merged)
})

test('names a HAR after its session until it has a path', () => {
  expect(harNameOf(marker)).toBe('login-été-1.har')
  expect(harNameOf({ ...marker, name: '—' })).toBe('session.har')
  const attachment = file('/blob/resources/0beec7.json', 'login-été-1.har')
  expect(harOf(marker, [attachment])).toBe(attachment)
})
