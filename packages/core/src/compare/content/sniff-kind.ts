import { isUtf8 } from 'node:buffer'
import type { ContentKind } from './content.ts'
import { parseJson } from './parse-json.ts'

/** The first bytes of images, as Latin-1. */
const imageStarts: readonly RegExp[] = [
  /^\u0089PNG\r\n/,
  /^\u00ff\u00d8\u00ff/,
  /^GIF8[79]a/,
  /^RIFF[^]{4}WEBP/,
  /^[^]{4}ftyp(?:avif|heic|mif1)/,
]

/** What bytes without a telling media type are (in the manner of the WHATWG MIME Sniffing standard). */
export function sniffKind(bytes: Uint8Array): ContentKind {
  const start = startOf(bytes)
  if (imageStarts.some((pattern) => pattern.test(start))) return 'image'
  const text = start.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
  if (looksLikeJson(bytes)) return 'json'
  if (/^<(?:!doctype html|html[\s>])/i.test(text)) return 'html'
  if (/^<\?xml\s/.test(text)) return 'xml'
  const utf16 = /^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(start)
  return utf16 || (isUtf8(bytes) && !bytes.includes(0)) ? 'text' : 'binary'
}

/** Whether the body is a JSON object or list from beginning to end, perhaps behind a guard. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const start = startOf(bytes)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (!/^(?:[{[]|\)\]\}'|while\s*\(1\)|for\s*\(;;\))/.test(start)) return false
  return parseJson(new TextDecoder().decode(bytes)) !== undefined
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString('latin1')
}
