import { HartifactError } from '../errors.ts'

/** @throws HartifactError `INVALID_ARGUMENT` for what cannot be the name of a session */
export function checkSessionName(name: string): void {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 500) return
  throw new HartifactError(
    'INVALID_ARGUMENT',
    'The name of a session must be a text of 1 to 500 characters.',
    { fix: 'Give it a name that people will recognise, such as "Login Flow".' },
  )
}
