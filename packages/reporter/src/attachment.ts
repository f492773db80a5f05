/** A file or text that belongs to the result of a test. */
export interface Attachment {
  readonly name: string
  readonly contentType: string
  /** Absolute path of the file. */
  readonly path?: string
  /** The content, where there is no file. */
  readonly body?: Buffer
}
