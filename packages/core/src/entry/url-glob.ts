import { HartifactError } from '../errors.ts'

/** Compiled globs that are kept. */
const maxCompiled = 500
const compiled = new Map<string, RegExp>()

/** The parts of a URL that a filter asks for. */
export interface UrlParts {
  /** In lower case, without port: `shop.test`, `[::1]`. */
  readonly hostname: string
  /** As given, or the scheme's own; the empty string when there is none. */
  readonly port: string
  /** At least `/`. */
  readonly path: string
  /** With `?`, or the empty string. */
  readonly query: string
}

const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'ws:': '80',
  'https:': '443',
  'wss:': '443',
}

/** Splits a URL as text, without changing it as `new URL` does; never throws. */
export function splitUrl(url: string): UrlParts {
  const match = /^([a-z][a-z\d+.-]*:)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/i.exec(url)
  const [, scheme = '', authority = '', path = '', query = ''] = match ?? []
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
  const port = /:(\d*)$/.exec(host)
  return {
    hostname: port ? host.slice(0, port.index) : host,
    port: port?.[1] || (defaultPorts[scheme.toLowerCase()] ?? ''),
    path: path || '/',
    query,
  }
}

/**
 * Whether `url` matches `glob`, by the rules of Playwright's `page.route`: `*` is any text without
 * `/`, `**` any text, `{a,b}` one of several, `\` takes the next character as it is, and all else
 * (also `?` and `[`) stands for itself. A glob that begins with `/` is held against path and query.
 *
 * Unlike there, a glob without `?` and `#` matches whatever the query is: `/login` finds
 * `https://shop.test/login?next=%2F`. Scheme and host are compared in lower case, and a missing
 * path is `/`, as in a browser.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a glob that can match no URL
 */
export function matchesGlob(url: string, glob: string): boolean {
  const pattern = compileGlob(glob)
  const subject = glob.startsWith('/') ? withoutOrigin(url) : lowerOrigin(url)
  if (pattern.test(subject)) return true
  if (/[?#]/.test(glob)) return false
  const end = subject.search(/[?#]/)
  return end !== -1 && pattern.test(subject.slice(0, end))
}

/**
 * The regular expression of a glob; remembered.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a glob that can match no URL
 */
export function compileGlob(glob: string): RegExp {
  const known = compiled.get(glob)
  if (known) return known
  if (!/^[/*{\\]|:\/\/|\*\*/.test(glob)) {
    throw new HartifactError('INVALID_ARGUMENT', `The glob '${glob}' matches no URL.`, {
      fix: `Write '**/${glob}' for URLs that end so, '/${glob}' for a path, or a whole URL.`,
    })
  }
  const pattern = new RegExp(globToPattern(normalise(glob), glob), 's')
  if (compiled.size >= maxCompiled) compiled.clear()
  compiled.set(glob, pattern)
  return pattern
}

/** The pattern of a glob for something else than a URL, as a host. */
export function globToPattern(glob: string, shown: string = glob): string {
  let pattern = ''
  let inGroup = false
  for (let index = 0; index < glob.length; index++) {
    const sign = glob[index] as string
    if (sign === '\\' && index + 1 < glob.length) pattern += escape(glob[++index] as string)
    else if (sign === '*') {
      const before = glob[index - 1]
      const start = index
      while (glob[index + 1] === '*') index++
      if (index === start) pattern += '[^/]*'
      else if (glob[index + 1] !== '/') pattern += '.*'
      else {
        pattern += before === '/' ? '(?:.+/)?' : '.*/'
        index++
      }
    } else if (sign === '{' || sign === '}') {
      if (inGroup === (sign === '{')) refuseBrace(shown)
      inGroup = !inGroup
      pattern += inGroup ? '(?:' : ')'
    } else pattern += sign === ',' && inGroup ? '|' : escape(sign)
  }
  if (inGroup) refuseBrace(shown)
  return `^${pattern}$`
}

function refuseBrace(glob: string): never {
  throw new HartifactError('INVALID_ARGUMENT', `The braces in the glob '${glob}' do not pair up.`, {
    fix: "Write '{a,b}' without braces inside, and '\\{' for a brace that stands for itself.",
  })
}

function escape(sign: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(sign) ? `\\${sign}` : sign
}

/** `https://Shop.test` is `https://shop.test/`. */
function normalise(glob: string): string {
  const match = /^([^/?#]*:\/\/)([^/?#]*)(.*)$/s.exec(glob)
  if (!match) return glob
  const [, scheme = '', authority = '', rest = ''] = match
  // `https://**` means everything below, not the empty path.
  const isWhole = rest.startsWith('/') || authority.includes('**')
  return scheme.toLowerCase() + authority.toLowerCase() + (isWhole ? rest : `/${rest}`)
}

function lowerOrigin(url: string): string {
  return url
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, (origin) => origin.toLowerCase())
    .replace(/^([^/?#]*:\/\/[^/?#]*)(?=[?#]|$)/, '$1/')
}

function withoutOrigin(url: string): string {
  const rest = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}
