import { endsWithPlaceholder, type Seal } from './placeholder.ts'

/** Words that announce a token. */
const carrier = 'access[_-]?token|api[_-]?key|auth(?:orization)?|bearer|jwt|ticket|token'
const carrierAlone = new RegExp(`^(?:${carrier})$`, 'i')
/** `bearer.…`, `authorization.bearer.…`, `base64url.bearer.authorization.k8s.io.…` */
const carrierBefore = new RegExp(
  `^(?:(.*?)\\.)??((?:(?:${carrier})[.:=])+(?:k8s\\.io\\.)?)(.+)$`,
  'is',
)

/**
 * Replaces tokens in `Sec-WebSocket-Protocol`, the one header field that a script in a browser can
 * set for a WebSocket and that therefore carries credentials. The names of real protocols stay:
 * replaced is what follows a word such as `bearer` (as `bearer.TOKEN` or as the next protocol),
 * what begins like a JWT, and any part of 20 characters or more with letters and digits in it.
 */
export function redactSubprotocols(value: string, seal: Seal): string {
  let announced = false
  return value
    .split(',')
    .map((protocol) => {
      const isToken = announced
      announced = carrierAlone.test(protocol.trim())
      if (isToken && !announced) return seal(protocol)
      const match = carrierBefore.exec(protocol.trimStart())
      if (!match) return redactTokens(protocol, seal)
      const [whole, before, words = '', token = ''] = match
      const space = protocol.slice(0, protocol.length - whole.length)
      const start = before === undefined ? '' : `${redactTokens(before, seal)}.`
      return space + start + words + seal(token)
    })
    .join(',')
}

function redactTokens(text: string, seal: Seal): string {
  const jwt = text.search(/(?<![0-9a-zA-Z])eyJ[\w-]{8}/)
  if (jwt === -1) return redactRandomParts(text, seal)
  // `header-eyJ…`: the word before belongs to the protocol, unless it is a token itself.
  const part = text.lastIndexOf('.', jwt) + 1
  const start = looksRandom(text.slice(part, jwt)) ? part : jwt
  return (
    redactRandomParts(text.slice(0, part), seal) + text.slice(part, start) + seal(text.slice(start))
  )
}

function redactRandomParts(text: string, seal: Seal): string {
  return text
    .split('.')
    .map((part) => (looksRandom(part.trim()) ? seal(part) : part))
    .join('.')
}

function looksRandom(part: string): boolean {
  if (part.length < 20 || endsWithPlaceholder(part)) return false
  return (/\d/.test(part) && /[a-z]/i.test(part)) || (part.length >= 40 && !part.includes('-'))
}
