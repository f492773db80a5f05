import type { Annotation } from '../../entry/entry.ts'
import type { ReadBody } from '../format.ts'
import type { BodyShelf } from './har-to-body.ts'
import { looseObject, looseString } from './loose.ts'

/** Longest text that they become together; V8 has an end at 512 MiB. */
const longest = 300 * 1024 * 1024

/** What is attached to some remarks, by `sha256`, in base64. */
export type WrittenAttachments = Readonly<Record<string, string>>

/** Reads what is attached to remarks; undefined when there is nothing. */
export async function attachmentsToHar(
  annotations: readonly Annotation[],
  readBody: ReadBody,
  lose: (what: string) => void,
): Promise<WrittenAttachments | undefined> {
  const written: Record<string, string> = {}
  let length = 0
  for (const { attachment } of annotations) {
    if (!attachment || attachment.body.size === 0 || written[attachment.body.sha256]) continue
    const { body, name } = attachment
    if (length + body.size * 1.34 > longest) {
      lose(`Attachment "${name}": its ${body.size} bytes are too many for the file.`)
      continue
    }
    try {
      const { buffer, byteLength, byteOffset } = await readBody(body)
      const text = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
      length += text.length
      written[body.sha256] = text
    } catch (error) {
      lose(`Attachment "${name}": it could not be read: ${(error as Error).message}`)
    }
  }
  return length > 0 ? written : undefined
}

/** Puts what is attached to remarks on the shelf. */
export function attachmentsFromHar(found: unknown, { bodies }: Pick<BodyShelf, 'bodies'>): void {
  for (const [sha256, value] of Object.entries(looseObject(found))) {
    const text = looseString(value)
    if (text === undefined) continue
    const { buffer, byteLength, byteOffset } = Buffer.from(text, 'base64')
    // The same bytes may be there as a body of which a part was kept.
    if ((bodies.get(sha256)?.length ?? -1) < byteLength) {
      bodies.set(sha256, new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
}
