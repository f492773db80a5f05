import { writeFile } from 'node:fs/promises'
import { HartifactError } from '@hartifact/core'
import { readUserFiles } from '@hartifact/node-clients/children'
import { type Command, Option } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { addExamples, hintAtUnknownOption } from '../help.ts'
import { collect, wholeNumber } from '../options.ts'
import { instructions } from '../record/instructions.ts'
import { followRequests } from '../record/live-requests.ts'
import { openRecording, type RecordingSettings } from '../record/open-recording.ts'
import { recordCommand } from '../record/record-command.ts'
import { checkCommand, type CommandFailure } from '../record/run-command.ts'
import { summarize, summaryLines } from '../record/summary.ts'
import { untilAskedToEnd } from '../record/until-asked-to-end.ts'
import { printable, printableJson } from '../ui/printable.ts'

interface RecordOptions extends RecordingSettings {
  readonly follow?: true
  readonly bypass?: readonly string[]
  readonly java?: true
  readonly quiet?: true
  readonly summary?: string
}

/** `hartifact record` */
export function configure(command: Command): void {
  const redactions = new Option('--redact <rules>', 'what is replaced before it is stored')
  command
    .description(
      'Runs a command and records its HTTP traffic and that of all programs it starts, HTTPS included. Standard output and exit code are those of the command. Without a command it keeps a proxy open until Ctrl-C.',
    )
    .argument('[command...]', 'the command and its arguments, after --')
    .option('--session <name>', 'record into a new session of this name (default: the active one)')
    .option('--continue', 'continue the newest session of that name')
    .option('--label <word>', 'label of the session; may be repeated', collect)
    .option('--link <reference>', 'what it belongs to: jira:ABC-7, a URL; may be repeated', collect)
    .option('--follow', 'show requests as they end, on standard error')
    .option('--quiet', 'say nothing but errors')
    .option('--summary <file>', 'write what was recorded to a file, as JSON')
    .option('--port <number>', 'port of the proxy (default: a free one)', wholeNumber)
    .option('--bypass <host>', 'reach this host without the proxy; may be repeated', collect)
    .addOption(redactions.choices(['default', 'strict', 'off']).default('default'))
    .option('--upstream-ca <file>', 'authority of servers (PEM); may be repeated', collect)
    .option('--upstream-insecure', 'do not verify the certificates of servers')
    .option('--java', 'the command starts Java (known of java, mvn, gradle, sbt, …)')
    .action(action<RecordOptions, [string[]]>(record))
  hintAtUnknownOption(command, 'Put -- before the command and its options.')
  addExamples(
    command,
    ['record -- curl https://example.com/', 'one request'],
    ['record --session "Login Flow" --link jira:ABC-7 -- npm test', 'a test run as a session'],
    ['record --follow -- node server.js', 'see the requests while it runs'],
    ['record --session Checkout --port 8888', 'for a browser or a phone, until Ctrl-C'],
  )
}

async function record(
  context: Context,
  options: RecordOptions,
  command: readonly string[],
): Promise<number> {
  checkUsage(context, options, command)
  const isCommand = command.length > 0
  const failure = isCommand && (await checkCommand({ command, environment: process.env }))
  if (failure) return tellFailure(context, failure)
  const store = await context.openStore({ create: true })
  const users = readUserFiles(process.env)
  const since = new Date().toISOString()
  await using proxy = await openRecording(store, users, options)
  const isShown = options.follow ?? (!isCommand && context.err.isTerminal && !options.quiet)
  const live = followRequests(proxy, { since, output: isShown ? context.err : undefined })
  let ended: number | CommandFailure = 0
  if (isCommand) {
    const { bypass: noProxy = [], java = false } = options
    const warn = (message: string): Promise<void> => tell(context, `warning: ${message}`)
    ended = await recordCommand({ command, proxy, users, noProxy, java, warn })
  } else {
    // Whoever reads what is said may ask at once.
    const asked = untilAskedToEnd()
    const { active, ca, url } = proxy
    const session = { id: active?.id, name: active?.name }
    const { certPath, spki } = ca
    if (context.json) await say(context, [printableJson({ url, certPath, spki, session })])
    else if (!options.quiet) await say(context, openLines(context, session.name ?? '', proxy))
    await asked
  }
  await live.stop()
  const { problems } = proxy
  await proxy.stop()
  for (const { code, what } of problems.values()) {
    // Of another one that records into a session which was made active meanwhile.
    if (code !== 'SESSION_LOCKED') await tell(context, `warning: ${what}`)
  }
  const sessions = await summarize(store, live.sessions, since)
  const code = typeof ended === 'number' ? ended : await tellFailure(context, ended)
  const result = { ...(isCommand && { exitCode: code }), sessions }
  if (options.summary) await writeSummary(context, options.summary, result)
  if (context.json) await context.document(result)
  else if (!options.quiet) for (const line of summaryLines(sessions)) await tell(context, line)
  return code
}

function openLines(
  { err }: Context,
  name: string,
  proxy: Parameters<typeof instructions>[0],
): string[] {
  const title = `Recording into session "${printable(name)}" until Ctrl-C.`
  return [title, '', ...instructions(proxy, err.styles), '']
}

function checkUsage(
  { json }: Context,
  { continue: continued, session }: RecordOptions,
  command: readonly string[],
): void {
  if (json && command.length > 0) {
    throw new HartifactError('INVALID_ARGUMENT', 'Standard output belongs to the command.', {
      fix: 'Leave out --json, and write what was recorded to a file with --summary FILE.',
    })
  }
  if (continued && session === undefined) {
    throw new HartifactError('INVALID_ARGUMENT', '--continue needs the name of a session.', {
      fix: 'Add --session NAME. Without both, the active session is continued.',
    })
  }
}

/** When it cannot be written, the exit code of the command still counts. */
async function writeSummary(context: Context, file: string, result: object): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await tell(context, `warning: The summary could not be written: ${reason}`)
  }
}

/** Says something beside the output of the command. */
function tell(context: Context, text: string): Promise<void> {
  return say(context, [`hartifact: ${printable(text)}`])
}

async function tellFailure(context: Context, { code, message }: CommandFailure): Promise<number> {
  await tell(context, message)
  return code
}

async function say({ err }: Context, lines: readonly string[]): Promise<void> {
  for (const line of lines) await err.line(line)
  await err.flush()
}
