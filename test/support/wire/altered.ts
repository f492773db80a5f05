import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Entry, Session } from '@hartifact/core'
import type { Exchange, Fields } from './plan.ts'

/** An exchange as somebody saw it, bodies as size and hash. */
type Outline = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** What server and client got that was not sent, one line for each field; empty when all is well. */
export function alteredOnTheWay({ atClient, atServer, interim, sent }: Exchange): string[] {
  return [
    ...differences(
      'server',
      { request: atServer && outline(atServer) },
      { request: outline(sent.request) },
    ),
    ...differences(
      'client',
      { interim: numbered(atClient?.interim), response: atClient && outline(atClient.response) },
      { interim: numbered(interim), response: outline(sent.response) },
    ),
  ]
}

/** What the session holds otherwise than it was sent, one line for each field. */
export async function alteredInSession(
  { decoded, interim, sent }: Exchange,
  entry: Entry | undefined,
  session: Session,
): Promise<string[]> {
  if (!entry) return ['session: nothing']
  const { failure, informational = [], request, response } = entry
  const hints = informational.map(({ headers, status, statusText }) => ({
    status,
    statusText,
    headers,
  }))
  return differences(
    'session',
    {
      request: await heldSide(request, session),
      interim: numbered(hints),
      response: response && (await heldSide(response, session)),
      failure: { ...failure },
    },
    {
      request: { ...outline(sent.request), decoded: digest(decoded.request) },
      interim: numbered(interim),
      response: { ...outline(sent.response), decoded: digest(decoded.response) },
      failure: {},
    },
  )
}

/** So that each is compared by itself. */
function numbered(list: readonly unknown[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(list.entries())
}

function differences(who: string, seen: Outline, expected: Outline): string[] {
  return Object.entries(expected).flatMap(([part, fields = {}]) => {
    const found = seen[part] ?? {}
    return Object.keys({ ...fields, ...found })
      .filter((key) => !isDeepStrictEqual(found[key], fields[key]))
      .map((key) => {
        const [is, was] = [found[key], fields[key]].map((value) => JSON.stringify(value))
        return `${who}: ${part}.${key} is ${is}, sent was ${was}`
      })
  })
}

async function heldSide(
  side: Entry['request'] | NonNullable<Entry['response']>,
  session: Session,
): Promise<Readonly<Record<string, unknown>>> {
  const wire = outline({
    ...side,
    // Those of HTTP/2 are in method, URL and status as well.
    headers: side.headers.filter(([name]) => !name.startsWith(':')),
    trailers: side.trailers ?? [],
    body: await session.body(side.body),
  })
  return { ...wire, decoded: digest(await session.decoded(side)) }
}

interface Side {
  readonly headers: Fields
  readonly body: Uint8Array
  readonly trailers: Fields
}

function outline({ body, ...side }: Side): Readonly<Record<string, unknown>> {
  return { ...side, body: digest(body) }
}

/** Differences of long bodies are of no use to a reader. */
function digest(bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  return `${bytes.length} bytes, ${hash}`
}
