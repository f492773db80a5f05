import type { RequestTarget } from './forward/request-target.ts'

/** An answer of the proxy itself, instead of forwarding. */
export interface Refusal {
  readonly status: 400 | 407 | 421 | 508
  readonly statusText: string
  readonly text: string
}

/**
 * Why a request is not forwarded, if so. A forward proxy gets absolute URLs or CONNECT (RFC 9112
 * §3.2); anything else is a page that was lured to our port (DNS rebinding), a scanner, or a user
 * who opened the proxy's address. Requests for our own ports would go round in circles.
 */
export function refusalFor(
  { destination, form }: RequestTarget,
  isOwnAddress: (authority: string) => boolean,
): Refusal | undefined {
  if (form === 'origin') {
    return {
      status: 421,
      statusText: 'Misdirected Request',
      text: 'This is a Hartifact capture proxy, not a web server. Set it as the HTTP proxy of your client.\n',
    }
  }
  const authority = `${destination.host}:${destination.port}`
  if (isOwnAddress(authority)) {
    return {
      status: 508,
      statusText: 'Loop Detected',
      text: `${authority} is the Hartifact capture proxy itself. Request the server you want to test.\n`,
    }
  }
  return undefined
}

/** For a request whose target cannot be understood. */
export const badTarget: Refusal = {
  status: 400,
  statusText: 'Bad Request',
  text: 'The target of this request is not a valid URL.\n',
}

/** For credentials that name a session which is not being recorded: its traffic belongs nowhere else. */
export const staleCredentials: Refusal = {
  status: 407,
  statusText: 'Proxy Authentication Required',
  text: 'The recording that these proxy credentials name has been stopped, or never was. Use the proxyUrl of a running one.\n',
}
