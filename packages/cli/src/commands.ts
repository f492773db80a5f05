import type { Command } from 'commander'

/** A file of `commands/`: describes arguments and options, and does the work. */
export interface CommandModule {
  configure(command: Command): void
}

/** What is known of a command before its file is loaded. */
export interface CommandEntry {
  readonly name: string
  readonly alias?: string
  readonly group: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Not in the help. */
  readonly hidden?: boolean
  load(): Promise<CommandModule>
}

const record = 'Record:'
const look = 'Look at sessions:'
const arrange = 'Arrange sessions:'
const judge = 'Compare sessions:'
const files = 'Exchange sessions:'
const care = 'Care for the store:'

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'record',
    group: record,
    summary: 'record the traffic of a command, or of whatever uses the proxy',
    load: () => import('./commands/record.ts'),
  },
  {
    name: 'create',
    group: record,
    summary: 'make a session, which is active at once',
    load: () => import('./commands/create.ts'),
  },
  {
    name: 'use',
    group: record,
    summary: 'make a session the active one, or say which it is',
    load: () => import('./commands/use.ts'),
  },
  {
    name: 'list',
    alias: 'ls',
    group: look,
    summary: 'list the sessions',
    load: () => import('./commands/list.ts'),
  },
  {
    name: 'show',
    group: look,
    summary: 'show the entries of a session, or all of one entry',
    load: () => import('./commands/show.ts'),
  },
  {
    name: 'stats',
    group: look,
    summary: 'count by status, host, type; durations; over time',
    load: () => import('./commands/stats.ts'),
  },
  {
    name: 'search',
    group: look,
    summary: 'search in all sessions',
    load: () => import('./commands/search.ts'),
  },
  {
    name: 'timeline',
    group: look,
    summary: 'show entries, notes and steps in the order of time',
    load: () => import('./commands/timeline.ts'),
  },
  {
    name: 'annotate',
    group: arrange,
    summary: 'say something about a session or its entries',
    load: () => import('./commands/annotate.ts'),
  },
  {
    name: 'link',
    group: arrange,
    summary: 'link a session to an issue or a page',
    load: () => import('./commands/link.ts'),
  },
  {
    name: 'rename',
    group: arrange,
    summary: 'give a session another name',
    load: () => import('./commands/rename.ts'),
  },
  {
    name: 'duplicate',
    group: arrange,
    summary: 'make a copy of a session',
    load: () => import('./commands/duplicate.ts'),
  },
  {
    name: 'split',
    group: arrange,
    summary: 'make a session of some entries of another',
    load: () => import('./commands/split.ts'),
  },
  {
    name: 'merge',
    group: arrange,
    summary: 'make one session of several, or one store of several',
    load: () => import('./commands/merge.ts'),
  },
  {
    name: 'pin',
    group: arrange,
    summary: 'keep sessions for good',
    load: () => import('./commands/pin.ts'),
  },
  {
    name: 'unpin',
    group: arrange,
    summary: 'keep them no longer than others',
    load: () => import('./commands/unpin.ts'),
  },
  {
    name: 'clear',
    group: arrange,
    summary: 'remove all entries of a session',
    load: () => import('./commands/clear.ts'),
  },
  {
    name: 'delete',
    alias: 'rm',
    group: arrange,
    summary: 'move sessions to the trash',
    load: () => import('./commands/delete.ts'),
  },
  {
    name: 'restore',
    group: arrange,
    summary: 'bring a session back from the trash',
    load: () => import('./commands/restore.ts'),
  },
  {
    name: 'compare',
    group: judge,
    summary: 'say what differs between two sessions, and how much it matters',
    load: () => import('./commands/compare.ts'),
  },
  {
    name: 'learn',
    group: judge,
    summary: 'learn from repeated sessions what differs by nature',
    load: () => import('./commands/learn.ts'),
  },
  {
    name: 'accept',
    group: judge,
    summary: 'say that a difference is meant',
    load: () => import('./commands/accept.ts'),
  },
  {
    name: 'import',
    group: files,
    summary: 'make a session of a HAR',
    load: () => import('./commands/import.ts'),
  },
  {
    name: 'export',
    group: files,
    summary: 'write a session to a HAR',
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'verify',
    group: care,
    summary: 'check that nothing is damaged',
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'unlock',
    group: care,
    summary: 'take the lock of a session from its holder',
    load: () => import('./commands/unlock.ts'),
  },
  {
    name: 'prune',
    group: care,
    summary: 'remove old sessions of tests',
    load: () => import('./commands/prune.ts'),
  },
  {
    name: 'purge',
    group: care,
    summary: 'remove deleted sessions from the disk',
    load: () => import('./commands/purge.ts'),
  },
  {
    name: 'completion',
    group: care,
    summary: 'print a script for the completion of a shell',
    load: () => import('./commands/completion.ts'),
  },
  {
    name: '__complete',
    group: care,
    summary: '',
    hidden: true,
    load: () => import('./commands/complete.ts'),
  },
]
