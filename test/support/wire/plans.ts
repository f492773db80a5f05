import { METHODS } from 'node:http'
import fc from 'fast-check'
import { codings } from './body-bytes.ts'
import { fieldLists, interimLists, paths, reasons } from './field-plans.ts'
import { fitted, type LoosePlan } from './fitted.ts'
import type { BodyPlan, LanePlan } from './plan.ts'

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PROPFIND',
  'REPORT',
  'SEARCH',
  'PURGE',
  'M-SEARCH',
  'LINK',
  'QUERY',
  // Node's parser knows a fixed list.
].filter((method) => METHODS.includes(method))

// Not 101, which ends HTTP, nor what a client or a proxy answers to by itself (407, 408, 421).
const statuses = [200, 200, 201, 202, 203, 204, 206, 226, 299, 300, 301, 304, 307, 400, 401, 404]
const rareStatuses = [405, 409, 410, 418, 422, 425, 429, 451, 500, 502, 503, 504, 511, 599]

/** Clients that work at the same time. */
export function lanePlans(): fc.Arbitrary<LanePlan[]> {
  return fc.array(lanes(), { minLength: 1, maxLength: 3 })
}

function lanes(): fc.Arbitrary<LanePlan> {
  const protocols = fc.constantFrom(
    { scheme: 'http', version: 'HTTP/1.1' } as const,
    { scheme: 'https', version: 'HTTP/1.1' } as const,
    { scheme: 'https', version: 'HTTP/2' } as const,
  )
  return fc
    .tuple(protocols, fc.array(exchanges(), { minLength: 1, maxLength: 3 }))
    .map(([protocol, loose]) => ({
      ...protocol,
      exchanges: loose.map((plan) => fitted(plan, protocol.version)),
    }))
}

function exchanges(): fc.Arbitrary<LoosePlan> {
  const framing = fc.constantFrom('length', 'chunked', 'open', 'none')
  return fc.record({
    request: fc.record({
      method: fc.constantFrom(...methods),
      path: paths(),
      headers: fieldLists('request'),
      framing,
      body: bodies(),
      trailers: fieldLists('trailer'),
      expects: rarely(),
    }),
    response: fc.record({
      interim: interimLists(),
      status: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...statuses) },
        { weight: 1, arbitrary: fc.constantFrom(...rareStatuses) },
      ),
      reason: reasons(),
      headers: fieldLists('response'),
      framing,
      body: bodies(),
      trailers: fieldLists('trailer'),
    }),
    saysTrailers: fc.boolean(),
    saysLength: fc.boolean(),
    closes: fc.constantFrom('no', 'no', 'no', 'client', 'server'),
    places: fc.array(fc.nat(8), { minLength: 8, maxLength: 8 }),
  })
}

function bodies(): fc.Arbitrary<BodyPlan> {
  return fc.record(
    {
      size: sizes(),
      kind: fc.constantFrom('random', 'text', 'same'),
      seed: fc.nat(),
      coding: fc.constantFrom(...codings),
      piece: fc.oneof(fc.constantFrom(1, 16_384, 65_536), fc.integer({ min: 1, max: 5_000 })),
    },
    { requiredKeys: ['size', 'kind', 'seed', 'piece'] },
  )
}

/** 0 to 5 MB, most of them small; sizes of buffers and frames, and their neighbours, more often. */
function sizes(): fc.Arbitrary<number> {
  const border = fc.constantFrom(16_384, 32_768, 65_535, 65_536, 262_144)
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 300 }) },
    { weight: 8, arbitrary: fc.integer({ min: 300, max: 20_000 }) },
    {
      weight: 4,
      arbitrary: fc.tuple(border, fc.integer({ min: -1, max: 1 })).map(([size, off]) => size + off),
    },
    { weight: 3, arbitrary: fc.integer({ min: 20_000, max: 300_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 300_000, max: 5_000_000 }) },
  )
}

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(7).map((number) => number === 7)
}
