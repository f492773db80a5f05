import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { nearest } from '../entry/nearest.ts'
import { HartifactError, isHartifactError } from '../errors.ts'
import type { ImportedSession } from '../formats/format.ts'
import { readHar } from '../formats/har/read.ts'

/** Formats that are met, and what to do about them. */
const unreadable: ReadonlyArray<readonly [ending: RegExp, fix: string]> = [
  [/\.har\.gz$/i, 'Unpack it first, for instance with gunzip.'],
  [/\.zhar$/i, 'It is a packed HAR: unpack it first, for instance with gunzip.'],
  [/\.har\.zip$/i, 'Unpack it first.'],
  [/\.saz$/i, 'Export its sessions from Fiddler as HTTPArchive, and compare that.'],
]

/**
 * The file that a text means; undefined when it is the name of a session.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a folder and an empty text, `FORMAT_UNKNOWN` for a
 *   format that cannot be read, `NAME_NOT_FOUND` for a path at which there is nothing
 */
export async function findSessionFile(text: string): Promise<string | undefined> {
  if (text.trim() === '') {
    throw new HartifactError('INVALID_ARGUMENT', 'The name of a session cannot be empty.', {
      fix: 'Give a name, an id, or the path of a HAR.',
    })
  }
  const fix = unreadable.find(([ending]) => ending.test(text))?.[1]
  if (fix !== undefined) {
    throw new HartifactError('FORMAT_UNKNOWN', `${text} cannot be read yet.`, { fix })
  }
  const isHar = /\.har$/i.test(text)
  if (!isHar && !/[/\\]/.test(text)) return undefined
  const found = await stat(text).catch(() => undefined)
  if (found?.isDirectory() === true) throw isFolder(text)
  if (found) return text
  // Titles of tests have a / in them now and then.
  if (!isHar) return undefined
  throw new HartifactError('NAME_NOT_FOUND', `There is no file ${text}.`, {
    fix: await nearFiles(text),
  })
}

/**
 * Reads a HAR.
 *
 * @throws HartifactError `INVALID_ARGUMENT` when it cannot be opened; `FORMAT_UNKNOWN`, which says what
 *   is wrong with it; `FORMAT_NEWER`
 */
export async function readSessionFile(file: string): Promise<ImportedSession> {
  const text = await readText(file)
  if (text.trim() === '') throw notHar(`${file} is empty.`)
  try {
    return readHar(text)
  } catch (error) {
    if (!isHartifactError(error)) throw error
    const { code, fix = '', message } = error
    if (code === 'FORMAT_UNKNOWN' && isCutOff(error.cause, text)) {
      throw notHar(`${file} is only the beginning of a HAR: it ends in the middle.`, error)
    }
    const what = message.replace(` ${fix} [${code}]`, '').replace('This', file)
    throw new HartifactError(code, code === 'FORMAT_NEWER' ? `${file}: ${what}` : what, {
      fix,
      cause: error,
    })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `The file ${file} cannot be read.`, {
      fix: 'Check its permissions; a file of 512 MB or more is too large.',
      cause,
    })
  }
}

/** Whether JSON ended before it was whole. */
function isCutOff(cause: unknown, text: string): boolean {
  if (!(cause instanceof SyntaxError)) return false
  if (/Unexpected end|Unterminated/.test(cause.message)) return true
  const position = /at position (\d+)/.exec(cause.message)?.[1]
  return position !== undefined && Number(position) >= text.trimEnd().length - 1
}

function notHar(what: string, cause?: unknown): HartifactError {
  return new HartifactError('FORMAT_UNKNOWN', what, {
    fix: 'Export it again, and check that the program that writes it has ended.',
    cause,
  })
}

function isFolder(text: string): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', `${text} is a folder.`, {
    fix: 'Give a HAR in it; of a store, give the name of a session, and the folder as its store.',
  })
}

async function nearFiles(path: string): Promise<string> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => undefined)
  if (!names) return `There is no folder ${folder} either.`
  const hars = names.filter((name) => /\.har$/i.test(name))
  const near = nearest(basename(path), hars)
  if (near.length > 0) return `Did you mean ${near.join(' or ')}?`
  return hars.length > 0
    ? `The folder holds ${hars.length} other HAR(s), for instance ${hars.toSorted()[0]}.`
    : 'The folder holds no HAR.'
}
