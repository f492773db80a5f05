import { createRequire } from 'node:module'
import type { Entry } from '../../entry/entry.ts'
import type { Exporter, SessionSource } from '../format.ts'
import { lookAhead } from '../look-ahead.ts'
import { attachmentsToHar, type WrittenAttachments } from './attachments.ts'
import { entryToHar } from './entry-to-har.ts'
import { toMilliseconds } from './epoch-time.ts'
import type { HarEntry, HartifactLog } from './har-types.ts'
import { jsonChunks } from './json-chunks.ts'
import { remarkComment } from './remark-comment.ts'

/** How a HAR is written. */
export interface HarOptions {
  /**
   * HAR holds bodies decoded. True, the default, keeps the bytes on the wire beside them where a
   * body has a content coding, so that an import gives the same session back; false makes the file
   * smaller, and an import then has the decoded bodies only.
   */
  readonly wireBodies?: boolean
  /**
   * Longest body that is written, in bytes; 350 MiB unless told otherwise, which base64 makes
   * nearly the longest string there can be. Longer bodies are left out, with a comment and a loss.
   */
  readonly maxBodySize?: number
}

const defaultMaxBodySize = 350 * 1024 * 1024

/** Entries with more text than this are written in pieces, which is slower. */
const heavyText = 8 * 1024 * 1024

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string }

/**
 * Writes HAR 1.2, strictly valid and complete enough for the importers of Chrome, Firefox, Safari
 * and Playwright. The session's name is the title of the first page; each step is a page of its
 * own; notes are comments. What HAR cannot carry is under `_hartifact`, and `readHar` makes an
 * equal session of it again.
 *
 * Yields one entry per line.
 */
export const har: Exporter<HarOptions> = {
  id: 'har',
  extension: '.har',
  async *write(source, losses, options = {}) {
    const bodyOptions = {
      wireBodies: options.wireBodies ?? true,
      maxBodySize: Math.min(options.maxBodySize ?? defaultMaxBodySize, defaultMaxBodySize),
    }
    const sessionPage = source.info.id
    const stepPages = new Set(source.steps.map(({ id }) => id).filter((id) => id !== sessionPage))
    const lose = (what: string): void => void losses.push({ what })
    const attachments = await attachmentsToHar(source.annotations, source.readBody, lose)
    yield head(source, stepPages, attachments)
    const written = lookAhead(source.entries(), isLight, (entry, position) =>
      entryToHar(entry, {
        readBody: source.readBody,
        sessionPage,
        stepPages,
        options: bodyOptions,
        lose: (what) => void losses.push({ entry: position, what }),
      }),
    )
    let isFirst = true
    for await (const entry of written) {
      yield isFirst ? '\n' : ',\n'
      isFirst = false
      if (isHeavy(entry)) yield* jsonChunks(entry)
      else yield JSON.stringify(entry)
    }
    losses.sort((one, other) => (one.entry ?? -1) - (other.entry ?? -1))
    yield '\n]}}\n'
  },
}

/** Bodies are in memory while they are worked on. */
function isLight({ request, response }: Entry): boolean {
  return (request.body?.size ?? 0) + (response?.body?.size ?? 0) < 1024 * 1024
}

/** All up to the entries, which come last so that a reader in one pass knows the rest by then. */
function head(
  source: SessionSource,
  stepPages: ReadonlySet<string>,
  attachments: WrittenAttachments | undefined,
): string {
  const { annotations, info, steps } = source
  const comment = remarkComment(annotations)
  const ours: HartifactLog = {
    schema: 1,
    info,
    ...(steps.length > 0 && { steps }),
    ...(annotations.length > 0 && { annotations }),
    ...(attachments && { attachments }),
  }
  // Firefox and Safari refuse a file without pages.
  const pages = [page(info.id, info.name, info.createdAt)]
  for (const id of stepPages) {
    const step = steps.find((candidate) => candidate.id === id)!
    pages.push(page(id, step.title, step.startedAt))
  }
  const log = {
    version: '1.2',
    creator: { name: 'Hartifact', version },
    ...(comment && { comment }),
    _hartifact: ours,
    pages,
    entries: [],
  }
  return JSON.stringify({ log }).slice(0, -']}}'.length)
}

function page(id: string, title: string, startedAt: string): object {
  const startedDateTime = toMilliseconds(startedAt)
  return { startedDateTime, id, title, pageTimings: { onContentLoad: -1, onLoad: -1 } }
}

function isHeavy({
  _eventSourceMessages,
  _hartifact,
  _webSocketMessages,
  ...entry
}: HarEntry): boolean {
  const texts = [
    entry.request.postData?.text,
    entry.request._content?.text,
    entry.response.content.text,
    _hartifact.request?.body?.wire,
    _hartifact.response?.body?.wire,
  ]
  const messages = _webSocketMessages ?? _eventSourceMessages ?? _hartifact.messages ?? []
  const lengths = [...texts, ...messages.map(({ data }) => data)].map((text) => text?.length ?? 0)
  return lengths.reduce((sum, length) => sum + length, 0) > heavyText
}
