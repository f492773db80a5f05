/** The cookies of one simulated client. */
export function cookieJar() {
  /** @type {Map<string, { name: string, value: string, domain: string }>} */
  const kept = new Map()
  return {
    /** @param {string} host @param {string} line value of a `Set-Cookie` */
    store(host, line) {
      const [pair = '', ...attributes] = line.split('; ')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at)
      const domain = attributes.find((attribute) => /^domain=/i.test(attribute))?.slice(7) ?? host
      const value = pair.slice(at + 1)
      if (/max-age=0|1970/i.test(line)) kept.delete(`${domain} ${name}`)
      else kept.set(`${domain} ${name}`, { name, value, domain })
    },
    /** Pairs for a host, oldest first. */
    for(host) {
      return [...kept.values()].filter(
        ({ domain }) => host === domain || host.endsWith(`.${domain.replace(/^\./, '')}`),
      )
    },
  }
}

/** A `Set-Cookie` line as HAR has it. */
export function harCookie(line) {
  const [pair = '', ...attributes] = line.split('; ')
  const at = pair.indexOf('=')
  const named = new Map(attributes.map((attribute) => splitAt(attribute, '=')))
  const get = (name) => [...named].find(([key]) => key.toLowerCase() === name)?.[1]
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    ...(get('path') !== undefined && { path: get('path') }),
    ...(get('domain') !== undefined && { domain: get('domain') }),
    httpOnly: get('httponly') !== undefined,
    secure: get('secure') !== undefined,
    ...(get('samesite') !== undefined && { sameSite: get('samesite') }),
  }
}

function splitAt(value, separator) {
  const at = value.indexOf(separator)
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)]
}
