import { ClientRequest, type RequestOptions } from 'node:http'

/** The part of Node's class that writes heads. */
interface HeadWriter {
  _header: string | null
  _removedConnection: boolean
  _removedContLen: boolean
  _removedTE: boolean
  _storeHeader(firstLine: string, headers: readonly string[]): void
  _send(data: unknown, encoding: unknown, ...rest: unknown[]): boolean
}

const original = ClientRequest.prototype as unknown as HeadWriter

/**
 * A request whose head is just what it is given, in its order and its spelling. Node adds
 * `Connection` and `Transfer-Encoding` of its own; the option against it (`setDefaultHeaders`) came
 * after Node 20.
 */
export class ExactRequest extends ClientRequest {
  /** @param options - `headers` must be a flat list */
  constructor(options: RequestOptions & { readonly httpVersion: string }) {
    super({ ...options, setHost: false })
    const writer = this as unknown as HeadWriter
    if (options.httpVersion === 'HTTP/1.0' && writer._header !== null) {
      writer._header = writer._header.replace(' HTTP/1.1\r\n', ' HTTP/1.0\r\n')
    }
  }

  /** Called by the constructor of Node's class. */
  _storeHeader(this: HeadWriter, firstLine: string, headers: readonly string[]): void {
    this._removedConnection = true
    this._removedContLen = true
    this._removedTE = true
    original._storeHeader.call(this, firstLine, headers)
  }

  /** Node flushes a head alone by sending nothing, and then writes it as UTF-8. */
  _send(this: HeadWriter, data: unknown, encoding: unknown, ...rest: unknown[]): boolean {
    return original._send.call(this, data, data === '' ? 'latin1' : encoding, ...rest)
  }
}
