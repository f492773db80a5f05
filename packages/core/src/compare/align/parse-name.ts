import { singular } from './names.ts'
import { remember } from './remember.ts'

/** The parts of an endpoint's name. */
export interface NameParts {
  readonly method: string
  /** Scheme and host; empty for the main host. */
  readonly host: string
  /** Segments of the path's template. */
  readonly pieces: readonly string[]
  /** Empty when there is none. */
  readonly operation: string
  /** What it is about, by the last segment that is a word: `product` for `/products/{id}`. */
  readonly entity: string
  readonly hasVariables: boolean
}

/** Takes a name apart, for instance `POST https://api.test/graphql GetUser`. */
export const parseName: (name: string) => NameParts = remember((name) => {
  const [, method = '', host = '', path = '', operation = ''] =
    /^(\S*) ([a-z][a-z\d+.-]*:\/\/[^/\s]*)?(\S*) ?(.*)$/s.exec(name) ?? []
  const pieces = path.split('/').slice(1)
  return {
    method,
    host,
    pieces,
    operation,
    entity: singular(pieces.findLast((piece) => !piece.includes('{')) ?? ''),
    hasVariables: path.includes('{'),
  }
})
