interface Standing {
  /** Of a TLS socket. */
  readonly _parent?: object | null
  /** Of the wrapper that HTTP/2 without TLS makes of its socket. */
  readonly stream?: object | null
}

/** A socket, and those that it stands on: TLS, and HTTP/2 in a tunnel, each have one of their own. */
export function* socketsBelow(socket: object | null | undefined): Generator<object> {
  for (let one = socket; one; one = (one as Standing)._parent ?? (one as Standing).stream) yield one
}
