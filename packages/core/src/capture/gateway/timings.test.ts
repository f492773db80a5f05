import { expect, test } from 'vitest'
import { clientTimingsOf, timingsOf } from './timings.ts'

test('a new TLS connection has every phase', () => {
  const moments = {
    socket: 102,
    lookup: 105,
    connected: 110,
    secured: 125,
    sent: 126,
    responded: 146,
  }
  expect(timingsOf(100, 150, { moments, reused: false })).toEqual({
    blocked: 2,
    dns: 3,
    connect: 20,
    ssl: 15,
    send: 1,
    wait: 20,
    receive: 4,
    total: 50,
  })
})

test('a reused connection has no dns, connect and ssl', () => {
  const moments = { socket: 101, sent: 102, responded: 110 }
  expect(timingsOf(100, 111, { moments, reused: true })).toEqual({
    blocked: 1,
    dns: null,
    connect: null,
    ssl: null,
    send: 1,
    wait: 8,
    receive: 1,
    total: 11,
  })
})

test('what was not seen is not made up, and no phase is negative', () => {
  expect(timingsOf(100, 130, { moments: {} })).toMatchObject({ wait: null, total: 30 })
  const early = { socket: 101, sent: 120, responded: 110 }
  expect(timingsOf(100, 130, { moments: early, reused: true }).wait).toBe(0)
})

test("the client's side has its own phases, and none for what was not seen", () => {
  const client = { received: 103, responded: 120.5, finished: 121 }
  expect(clientTimingsOf(100, client)).toEqual({ send: 3, wait: 17.5, receive: 0.5 })
  expect(clientTimingsOf(100, { received: 130, responded: 110, finished: 135 })).toEqual({
    send: 30,
    wait: 0,
    receive: 25,
  })
  expect(clientTimingsOf(100, { responded: 110 })).toEqual({
    send: null,
    wait: null,
    receive: null,
  })
})
