import { existsSync } from 'node:fs'
import { type Bypassed, keepsHar, type TestRow } from '@hartifact/core'
import { collect, type SessionFacts, wireLine } from '../collect.ts'
import { harNameOf } from '../marker.ts'
import { recoverHar } from '../recover.ts'
import type { Stores } from '../stores.ts'
import type { AttemptFacts } from '../summary.ts'
import type { JoinedRow } from './join-rows.ts'

/** An attempt at a test, or what was sent outside of tests, with its traffic. */
export interface Attempt extends JoinedRow {
  /** Path of its HAR, if there is one. */
  readonly har?: string
  /** Whether the HAR was written because the worker could not do so any more. */
  readonly recovered: boolean
  readonly session?: SessionFacts
  /** What went wrong on the wire. */
  readonly network: string
}

/**
 * The HAR of an attempt; recovered when its process died before it could write it.
 *
 * @throws HartifactError as {@link recoverHar} does
 */
export async function harOfAttempt(
  { failed, row: { marker, retry, status } }: JoinedRow,
  stores: Stores,
): Promise<Pick<Attempt, 'har' | 'recovered'>> {
  const path = marker?.har
  if (!path || !keepsHar(marker.mode, { failed, retry })) return { recovered: false }
  if (status !== undefined) return { ...(existsSync(path) && { har: path }), recovered: false }
  // A file that is there may be one of an earlier run.
  const recovered = await recoverHar(marker, path, stores)
  return { ...(recovered && { har: path }), recovered }
}

/** Reads the session of an attempt. @throws the error of the store */
export async function readAttempt(
  joined: JoinedRow & Pick<Attempt, 'har' | 'recovered'>,
  stores: Stores,
): Promise<Attempt> {
  const { har, row } = joined
  const { bypassed, marker } = row
  const attachments = har !== undefined && marker ? [attachmentOf(marker, har)] : []
  const session = marker && (await collect(marker, attachments, stores))
  const network = wireLine(session ? [session] : [], bypassed)
  return { ...joined, ...(session && { session }), network }
}

/** A HAR as an attachment of a result. */
export function attachmentOf(
  marker: NonNullable<TestRow['marker']>,
  har: string,
): { readonly name: string; readonly path: string; readonly contentType: string } {
  return { name: harNameOf({ ...marker, har }), path: har, contentType: 'application/json' }
}

/** Whether anything is to be told of it. */
export function hasTraffic({ row, session }: Attempt): boolean {
  return session !== undefined || bypassedOf(row).length > 0
}

/** An attempt as the summary has it. */
export function factsOf(
  { har, network, recovered, row, session }: Attempt,
  { file, project = '' }: { readonly file: string; readonly project?: string },
): AttemptFacts {
  const bypassed = bypassedOf(row)
  return {
    testId: row.testId,
    file,
    titlePath: row.titlePath,
    project,
    retry: row.retry,
    status: row.status ?? 'interrupted',
    expectedStatus: row.status === 'skipped' ? 'skipped' : 'passed',
    network,
    sessions: session ? [{ ...session, ...(har !== undefined && { har }), recovered }] : [],
    ...(bypassed.length > 0 && { bypassed }),
  }
}

function bypassedOf({ bypassed = [] }: TestRow): readonly Bypassed[] {
  return bypassed
}
