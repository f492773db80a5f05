/** Whether a host is reached without the proxy. */
export type IsExcluded = (host: string, port: number) => boolean

/**
 * Understands `NO_PROXY`: names, which stand for all names below them, and addresses, each with or
 * without a port; `*` for everything.
 */
function excludedBy(list: string): IsExcluded {
  const items = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((item) => {
      const [, name = '', port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(item) ?? [item, item]
      return { name: plain(name).replace(/^\*?\./, ''), port: port && Number(port) }
    })
  return (host, port) => {
    const asked = plain(host.toLowerCase())
    return items.some(
      (item) =>
        (item.port === undefined || item.port === port) &&
        (item.name === '*' || asked === item.name || asked.endsWith(`.${item.name}`)),
    )
  }
}

function plain(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

export type NoProxyModule = { readonly excludedBy: typeof excludedBy }

module.exports = { excludedBy } satisfies NoProxyModule
