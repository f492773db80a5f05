import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ShopContext } from '../context.ts'
import { problem } from '../problem.ts'

interface Upload {
  readonly name: string | null
  readonly type: string
  readonly bytes: Uint8Array
}

const bodyLimit = 64 * 1024 * 1024

/** `POST /api/uploads`: takes a file as multipart/form-data, or the bytes as they are. */
export function uploadRoutes(app: FastifyInstance, context: ShopContext): void {
  // A plugin of its own, since here JSON is a file like any other.
  app.register((uploads, _options, done) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit },
      (_request, body, parsed) => {
        parsed(null, body)
      },
    )
    uploads.post<{ Body: Buffer | undefined }>(
      '/api/uploads',
      { bodyLimit },
      async (request, reply) => {
        const { name, type, bytes } = await readUpload(request)
        return reply.code(201).send({
          id: context.database.next('upload'),
          name,
          type,
          size: bytes.byteLength,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          receivedAt: new Date().toISOString(),
        })
      },
    )
    done()
  })
}

async function readUpload(request: FastifyRequest<{ Body: Buffer | undefined }>): Promise<Upload> {
  const bytes = request.body ?? Buffer.alloc(0)
  const type = request.headers['content-type'] ?? 'application/octet-stream'
  if (!type.toLowerCase().startsWith('multipart/form-data')) return { name: null, type, bytes }
  const form = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw Object.assign(problem(400, 'The multipart body is broken.'), { cause })
    })
  for (const [, value] of form) {
    if (typeof value === 'string') continue
    return { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }
  }
  throw problem(400, 'There is no file in the form.')
}
