import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carryOut } from './support/wire/carry-out.ts'
import { alteredInSession, alteredOnTheWay } from './support/wire/altered.ts'
import type { Exchange, LanePlan } from './support/wire/plan.ts'
import { lanePlans } from './support/wire/plans.ts'
import { startScriptedServer } from './support/wire/scripted-server.ts'
import { entriesOf, startWire } from './support/wire/wire.ts'

/** Runs, each of one to nine exchanges; `npm run wire` makes 1,000. */
const runs = Number(process.env['HARTIFACT_WIRE_RUNS'] ?? 75)
/** Of an earlier failure, to have it again. */
const seed = process.env['HARTIFACT_WIRE_SEED']
/** Milliseconds; what was found up to then is reported. */
const limit = 60_000 + runs * 1_000

test(
  'what the session holds is what client and server saw, whatever they send',
  async () => {
    await using wire = await startWire()
    const { recording, route, server } = wire
    let sent = 0
    const failure = await failureOf(runs, async (lanes) => {
      const exchanges = await carryOut(lanes, server, route)
      sent += exchanges.length
      const urls = exchanges.map((exchange) => exchange.sent.request.url)
      const entries = await entriesOf(recording, urls)
      for (const exchange of exchanges) {
        const entry = entries.get(exchange.sent.request.url)
        expectNone(exchange, [
          ...alteredOnTheWay(exchange),
          ...(await alteredInSession(exchange, entry, recording)),
        ])
      }
    })
    expect(failure).toBe('')
    const session = await recording.stop()
    const { requests } = await session.stats()
    expect(requests, 'every exchange is in the session, and nothing else').toBe(sent)
  },
  limit + 60_000,
)

test(
  'without a proxy the same client and server agree: what fails above is not theirs',
  async () => {
    await using server = await startScriptedServer()
    const failure = await failureOf(Math.min(runs, 40), async (lanes) => {
      for (const exchange of await carryOut(lanes, server, 'direct')) {
        expectNone(exchange, alteredOnTheWay(exchange))
      }
    })
    expect(failure).toBe('')
  },
  limit + 60_000,
)

/** Tries `property` on many plans; gives the smallest plan that fails, or nothing. */
async function failureOf(
  numRuns: number,
  property: (lanes: readonly LanePlan[]) => Promise<void>,
): Promise<string> {
  const details = await fc.check(fc.asyncProperty(lanePlans(), property), {
    numRuns,
    interruptAfterTimeLimit: limit,
    markInterruptAsFailure: true,
    includeErrorInReport: true,
    ...(seed !== undefined && { seed: Number(seed) }),
  })
  if (!details.failed) return ''
  const again = `HARTIFACT_WIRE_SEED=${details.seed} HARTIFACT_WIRE_RUNS=${runs}`
  return `${fc.defaultReportMessage(details)}\n\nTo have it again, set ${again}.`
}

function expectNone({ sent: { request } }: Exchange, altered: readonly string[]): void {
  if (altered.length === 0) return
  throw new Error([`${request.method} ${request.url}`, ...altered].join('\n  '))
}
