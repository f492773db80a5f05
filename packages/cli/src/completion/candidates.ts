import type { Argument, Command, Option } from 'commander'

/** Something that may stand where the cursor is. */
export interface Candidate {
  readonly text: string
  /** What it is, for shells that show it. */
  readonly what: string
}

/** What may stand there. */
export interface Completion {
  readonly candidates: readonly Candidate[]
  /** Whether files fit too. */
  readonly files: boolean
}

/** Where the rest comes from. */
export interface Sources {
  /** Loads what a command has. */
  readonly load: (command: Command) => Promise<void>
  /** Sessions by name, newest first, from the store that the command line names. */
  readonly sessions: (store: string | undefined, trash: boolean) => Promise<readonly Candidate[]>
}

const nothing: Completion = { candidates: [], files: false }

/** What the last of `words` may become; they are what follows `hartifact` up to the cursor. */
export async function complete(
  program: Command,
  words: readonly string[],
  sources: Sources,
): Promise<Completion> {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  // What comes after it belongs to the program that is recorded.
  if (before.includes('--')) return { candidates: [], files: true }
  const { command, operands, pending, store } = await read(program, before, sources)
  const [name, value] = /^(--[a-z-]+)=(.*)$/s.exec(current)?.slice(1) ?? []
  const inline = name === undefined ? undefined : optionsOf(command).find((o) => o.long === name)
  const trash = ['restore', 'purge'].includes(command.name())
  if (inline) {
    const found = await valuesOf(inline, sources, store, trash)
    const prefixed = found.candidates.map((one) => ({ ...one, text: `${name}=${one.text}` }))
    return matching({ ...found, candidates: prefixed }, `${name}=${value}`)
  }
  if (pending) return matching(await valuesOf(pending, sources, store, trash), current)
  if (current.startsWith('-')) {
    const options = optionsOf(command).filter(({ hidden }) => !hidden)
    const candidates = options.map((option) => ({
      text: option.long ?? option.flags,
      what: option.description,
    }))
    return matching({ candidates, files: false }, current)
  }
  if (command === program) {
    const commands = program.commands.filter((one) => !one.name().startsWith('_'))
    const candidates = commands.map((one) => ({ text: one.name(), what: one.summary() }))
    return matching({ candidates, files: false }, current)
  }
  const argument = argumentAt(command, operands)
  if (!argument) return nothing
  return matching(await operandsFor(argument, sources, store, trash), current)
}

/** What the words before the current one were. */
async function read(
  program: Command,
  words: readonly string[],
  { load }: Sources,
): Promise<{ command: Command; operands: number; pending?: Option; store?: string }> {
  let command = program
  let operands = 0
  let pending: Option | undefined
  let store: string | undefined
  for (const word of words) {
    if (pending) {
      if (pending.long === '--store') store = word
      pending = undefined
    } else if (word.startsWith('-')) {
      const [flag = '', value] = word.split('=', 2)
      const option = optionsOf(command).find(({ long, short }) => flag === long || flag === short)
      if (option?.required && value === undefined) pending = option
      if (option?.long === '--store' && value !== undefined) store = value
    } else if (command === program) {
      const found = program.commands.find(
        (one) => one.name() === word || one.aliases().includes(word),
      )
      if (!found) break
      await load(found)
      command = found
    } else {
      operands++
    }
  }
  return { command, operands, ...(pending && { pending }), ...(store !== undefined && { store }) }
}

function optionsOf(command: Command): Option[] {
  const globals = command.parent?.options ?? []
  const inherited = globals.filter(({ long }) => long !== '--version')
  return [...command.options, ...(command.parent ? inherited : [])]
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const { registeredArguments } = command
  const last = registeredArguments.at(-1)
  return registeredArguments[index] ?? (last?.variadic ? last : undefined)
}

async function operandsFor(
  argument: Argument,
  sources: Sources,
  store: string | undefined,
  trash: boolean,
): Promise<Completion> {
  const name = argument.name()
  if (argument.argChoices) return choices(argument.argChoices)
  if (name === 'file') return { candidates: [], files: true }
  if (name === 'session' || name === 'sessions') {
    return { candidates: await sources.sessions(store, trash), files: false }
  }
  return ['sources', 'before', 'after', 'baselines'].includes(name)
    ? { candidates: await sources.sessions(store, trash), files: true }
    : nothing
}

async function valuesOf(
  option: Option,
  sources: Sources,
  store: string | undefined,
  trash: boolean,
): Promise<Completion> {
  if (option.argChoices) return choices(option.argChoices)
  const kind = /<(\w+)>/.exec(option.flags)?.[1]
  if (kind === 'file' || kind === 'folder') return { candidates: [], files: true }
  return kind === 'session'
    ? { candidates: await sources.sessions(store, trash), files: false }
    : nothing
}

function choices(texts: readonly string[]): Completion {
  return { candidates: texts.map((text) => ({ text, what: '' })), files: false }
}

function matching({ candidates, files }: Completion, current: string): Completion {
  return { candidates: candidates.filter(({ text }) => text.startsWith(current)), files }
}
