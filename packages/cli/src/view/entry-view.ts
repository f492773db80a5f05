import type { Entry, HeaderList, Message, Session } from '@hartifact/core'
import type { Context } from '../context.ts'
import { pad } from '../ui/display-width.ts'
import { printable } from '../ui/printable.ts'
import { sizeText } from '../ui/size.ts'
import { colourStyle, outcomeStyle, type Styles } from '../ui/styles.ts'
import { clockTime, durationText } from '../ui/time.ts'
import { bodyLines, type Side } from './body-view.ts'
import { annotationText, outcomeText, type PlacedEntry } from './entry-table.ts'

/** Prints all of one entry. */
export async function printEntry(
  { out }: Pick<Context, 'out'>,
  session: Session,
  { entry, position }: PlacedEntry,
  whole: boolean,
): Promise<void> {
  const { styles } = out
  const { failure, request, response } = entry
  const outcome = outcomeStyle(styles, response?.status, failure !== undefined)
  const title = `#${position}  ${printable(request.method)} ${printable(request.url)}`
  const sections: string[][] = [
    [`${styles.bold(title)}  ${outcome(printable(outcomeText(entry)))}`, ...facts(entry, session)],
    [
      heading(styles, 'Request', request.httpVersion),
      ...headerLines(request.headers, styles),
      ...(await indentedBody(session, request, whole)),
      ...trailerLines(request.trailers, styles),
    ],
    ...(entry.informational ?? []).map(({ headers, status, statusText }) => [
      heading(styles, 'Interim response', `${status} ${statusText}`),
      ...headerLines(headers, styles),
    ]),
  ]
  if (response) {
    const { headers, httpVersion, status, statusText, trailers } = response
    sections.push([
      heading(styles, 'Response', [httpVersion, status, statusText].filter(Boolean).join(' ')),
      ...headerLines(headers, styles),
      ...(await indentedBody(session, response, whole)),
      ...trailerLines(trailers, styles),
    ])
  }
  if (entry.messages) {
    sections.push([heading(styles, 'Messages', ''), ...entry.messages.map(messageLine)])
  }
  sections.push([heading(styles, 'Timings', ''), timingsLine(entry)])
  if (entry.annotations.length > 0) {
    const lines = entry.annotations.map((annotation) => {
      const by = [annotation.author, annotation.at, annotation.id].filter(Boolean).join(', ')
      const text = colourStyle(styles, annotation.color)(printable(annotationText(annotation)))
      return `  ${text}  ${styles.dim(printable(by))}`
    })
    sections.push([heading(styles, 'Notes', ''), ...lines])
  }
  for (const [index, lines] of sections.entries()) {
    if (index > 0) await out.line()
    for (const line of lines) await out.line(line)
  }
}

function heading(styles: Styles, title: string, detail: string): string {
  return `${styles.bold(title)}${detail ? `  ${printable(detail)}` : ''}`
}

function facts(entry: Entry, session: Session): string[] {
  const { attribution, connection, failure, remoteAddress, remotePort, serverConnection, tls } =
    entry
  const step = session.steps.find(({ id }) => id === entry.step)
  const certificate = tls?.certificate
  const rows: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ['session', `${session.name} (${session.id})`],
    ['id', entry.id],
    ['started', entry.startedAt],
    ['step', step?.title],
    ['failure', failure && `${failure.kind}: ${failure.message}`],
    ['arrived by', `${attribution}${connection === undefined ? '' : `, connection ${connection}`}`],
    ['server', remoteAddress && [remoteAddress, remotePort].filter(Boolean).join(' port ')],
    ['through', serverConnection?.proxy && `the proxy ${serverConnection.proxy}`],
    ['TLS', tls && [tls.protocol, tls.cipher, tls.alpn, tls.serverName].filter(Boolean).join(', ')],
    [
      'certificate',
      certificate &&
        `${nameLine(certificate.subject)}, by ${nameLine(certificate.issuer)}, ${certificate.validFrom} to ${certificate.validTo}`,
    ],
  ]
  return rows.flatMap(([name, value]) => (value ? [`  ${pad(name, 12)}${printable(value)}`] : []))
}

/** Node gives each part of the name of a certificate in a line of its own. */
function nameLine(name: string): string {
  return name.replaceAll('\n', ', ')
}

function headerLines(headers: HeaderList, styles: Styles): string[] {
  return headers.map(([name, value]) => `  ${styles.blue(printable(name))}: ${printable(value)}`)
}

function trailerLines(trailers: HeaderList | undefined, styles: Styles): string[] {
  return trailers?.length ? ['', ...headerLines(trailers, styles)] : []
}

async function indentedBody(session: Session, side: Side, whole: boolean): Promise<string[]> {
  const lines = await bodyLines(session, side, whole)
  return lines.length > 0 ? ['', ...lines.map((line) => `  ${line}`)] : []
}

function messageLine(message: Message): string {
  const { at, code, direction, event, kind } = message
  const arrow = direction === 'sent' ? '->' : '<-'
  const what = [kind, event, code].filter((part) => part !== undefined).join(' ')
  return `  ${clockTime(at)} ${arrow} ${printable(what)}  ${messageText(message)}`
}

function messageText({ data, kind, size }: Message): string {
  if (kind === 'binary') return sizeText(size)
  const isCut = kind === 'text' && Buffer.byteLength(data) < size
  return printable(data) + (isCut ? `… (cut off, ${sizeText(size)} in all)` : '')
}

function timingsLine({ timings }: Entry): string {
  const { blocked, connect, dns, receive, send, ssl, total, wait } = timings
  const phases = { blocked, dns, connect, ssl, send, wait, receive, total }
  const known = Object.entries(phases).flatMap(([name, ms]) =>
    ms === null ? [] : [`${name} ${durationText(ms)}`],
  )
  return `  ${known.length > 0 ? known.join(', ') : 'not known'}`
}
