import type { Entry } from '../entry/entry.ts'
import { readContent } from './content/read-content.ts'
import type { Content } from './content/content.ts'
import { isBrowserTraffic } from './values/browser-traffic.ts'
import type { ComparedSource, Exchange, Sample, Target } from './exchange.ts'

/** Reads the bodies of a session and undoes their content codings; nothing is parsed yet. */
export async function readSample(source: ComparedSource): Promise<Sample> {
  const exchanges: Exchange[] = []
  const known = new Map<string, Content>()
  for (const [number, entry] of source.entries.entries()) {
    const { request, response } = entry
    const target = targetOf(request.url)
    if (isBrowserTraffic(target.host)) continue
    const requestContent = await contentOf(source, known, request)
    const responseContent = response && (await contentOf(source, known, response))
    exchanges.push({
      number,
      entry,
      target,
      ...(requestContent && { requestContent }),
      ...(responseContent && { responseContent }),
    })
  }
  return { name: source.name, exchanges, entries: source.entries.length }
}

type Carrier = Pick<Entry['request'], 'headers' | 'body'>

/** Bodies that are the same are read and parsed once. */
async function contentOf(
  source: ComparedSource,
  known: Map<string, Content>,
  { body, headers }: Carrier,
): Promise<Content | undefined> {
  if (!body || (body.size === 0 && !body.truncated)) return undefined
  const types = headers
    .filter(([name]) => /^content-(type|encoding)$/i.test(name))
    .map(([, value]) => value)
  const key = [body.sha256, ...types].join('\n')
  const cached = known.get(key)
  if (cached) return cached
  const content = await readContent(await source.body(body), body, headers)
  known.set(key, content)
  return content
}

const mostSegments = 60
const mostParameters = 1_000

/** Parts of a URL; one that is none is a path. */
function targetOf(text: string): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return { scheme: '', host: '', path: text, segments: [text], query: [] }
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  // Longer ones are nobody's; what is behind the limit is compared as one.
  if (segments.length > mostSegments) {
    segments.push(segments.splice(mostSegments).join('/'))
  }
  return {
    scheme: url.protocol.slice(0, -1),
    host: url.host,
    path: url.pathname,
    segments: segments.map((segment) => decode(segment)),
    query: [...url.searchParams].slice(0, mostParameters),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
