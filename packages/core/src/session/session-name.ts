import { HartifactError } from '../errors.ts'

/**
 * The name as it is kept: in Unicode's form NFC, without control characters and without those that
 * change the direction of what follows; they would let one name look like another.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for what cannot be the name of a session
 */
export function checkSessionName(name: string): string {
  if (typeof name === 'string' && name.length <= 500) {
    const kept = name
      .normalize('NFC')
      .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
      .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .trim()
    if (kept !== '') return kept
  }
  throw new HartifactError(
    'INVALID_ARGUMENT',
    'The name of a session must be a text of 1 to 500 characters.',
    { fix: 'Give it a name that people will recognise, such as "Login Flow".' },
  )
}
