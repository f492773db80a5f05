const endOfHead = Buffer.from('\r\n\r\n')

/**
 * Reads responses off a connection, as little of them as will do: status, size, whether the
 * connection ends. Bodies are framed by Content-Length or in chunks (RFC 9112 §6).
 */
export class ResponseReader {
  #head = Buffer.alloc(0)
  #left = 0
  /** @type {'head' | 'body' | 'size' | 'chunk' | 'trailers'} */
  #state = 'head'
  #line = ''
  status = 0
  size = 0
  last = false

  /**
   * @param {Buffer} chunk
   * @returns {boolean} Whether a response is whole now. There is nothing after it: nobody pipelines.
   */
  take(chunk) {
    if (this.#state === 'head') {
      const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
      const end = bytes.indexOf(endOfHead)
      if (end < 0) {
        this.#head = bytes
        return false
      }
      this.#head = Buffer.alloc(0)
      const head = bytes.latin1Slice(0, end + 2)
      this.status = Number(head.slice(9, 12))
      this.size = 0
      this.last = /\r\n(?:proxy-)?connection: *close\r\n/i.test(head)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)
      this.#left = Number(length?.[1] ?? 0)
      this.#state = length ? 'body' : 'size'
      return this.take(bytes.subarray(end + 4))
    }
    if (this.#state === 'body') {
      this.size += chunk.length
      this.#left -= chunk.length
      if (this.#left > 0) return false
      this.#state = 'head'
      return true
    }
    return this.#takeChunked(chunk)
  }

  #takeChunked(chunk) {
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'chunk') {
        const taken = Math.min(this.#left, chunk.length - at)
        this.#left -= taken
        at += taken
        if (this.#left === 0) this.#state = 'size'
        continue
      }
      const end = chunk.indexOf(10, at)
      this.#line += chunk.latin1Slice(at, end < 0 ? chunk.length : end + 1)
      if (end < 0) return false
      at = end + 1
      const line = this.#line.trim()
      this.#line = ''
      if (this.#state === 'trailers') {
        if (line !== '') continue
        this.#state = 'head'
        return true
      }
      const length = Number.parseInt(line, 16)
      this.size += length
      // The line break after the chunk belongs to it.
      this.#left = length + 2
      this.#state = length === 0 ? 'trailers' : 'chunk'
    }
    return false
  }
}
