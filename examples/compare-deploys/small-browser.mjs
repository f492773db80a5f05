/**
 * Visits pages as a browser does: with cookies, with the images, style sheets and scripts of the
 * page, with a cache, and with the requests that the shop's script makes for related products. It
 * stands for a real one so that this example starts at once.
 *
 * @param {string} address - of the shop
 */
export function smallBrowser(address) {
  const cookies = new Map()
  /** What was loaded: until when it is fresh, and its ETag for afterwards. */
  const cache = new Map()

  async function send(path, headers = {}, options = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address + path, {
      ...options,
      headers: cookie === '' ? headers : { ...headers, cookie },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  async function load(path) {
    const known = cache.get(path)
    if (known && Date.now() < known.freshUntil) return
    const response = await send(path, known && { 'if-none-match': known.etag })
    await response.arrayBuffer()
    const [, seconds = '0'] =
      /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '') ?? []
    const freshUntil = Date.now() + 1000 * Number(seconds)
    cache.set(path, { freshUntil, etag: response.headers.get('etag') ?? '' })
  }

  async function visit(path) {
    const page = await (await send(path)).text()
    const parts = page.matchAll(/(?:src|rel="stylesheet" href)="(\/[^"]+)"/g)
    for (const [, part] of parts) await load(part)
    const [, ids, mode] = /data-ids="([\d,]+)"\s+data-mode="([^"]+)"/.exec(page) ?? []
    if (ids === undefined) return page
    const related =
      mode === 'together'
        ? [`/api/products?ids=${ids}`]
        : ids.split(',').map((id) => `/api/products/${id}`)
    for (const request of related) {
      await (await send(request, { accept: 'application/json' })).arrayBuffer()
    }
    return page
  }

  return {
    /** @returns {Promise<string>} The page. */
    visit,
    /** Sends a form, and goes where the answer leads. */
    async submit(path, fields) {
      const response = await send(path, {}, { method: 'POST', body: new URLSearchParams(fields) })
      return visit(response.headers.get('location') ?? path)
    },
  }
}
