import { imageSize } from 'image-size'
import type { Tree, TreeObject } from '../tree.ts'
import { digestOf } from './digest.ts'

/** Bytes in which the dimensions are looked for. */
const headSize = 1024 * 1024

/** Format and dimensions in pixels, where they can be read, and the hash of an image. */
export function imageTree(bytes: Uint8Array): Tree {
  return { ...dimensions(bytes), ...(digestOf(bytes) as TreeObject) }
}

function dimensions(bytes: Uint8Array): TreeObject {
  try {
    const { type, width, height } = imageSize(bytes.subarray(0, headSize))
    return { format: type ?? 'unknown', width, height }
  } catch {
    return { format: 'unknown' }
  }
}
