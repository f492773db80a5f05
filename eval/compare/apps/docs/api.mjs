import { binary, html } from '../../kit/body.mjs'
import { bucket, metrics } from './hosts.mjs'

/** Time of the run in the zone of the company. */
export const iso = (run, offset = 0) =>
  new Date(run.now() + offset + 7_200_000).toISOString().replace(/\.\d+Z$/, '+02:00')

/** A beacon of the analytics. */
export function count(context, tag, action) {
  const { run } = context
  run.exchange({
    tag,
    kind: 'beacon',
    url: `${metrics}/i`,
    noCookies: true,
    query: [
      ['app_key', 'papyr-web'],
      ['cid', run.draw('N1', 'client').uuid()],
      ['ts', run.now()],
      ['ev', action],
      ['r', run.draw('N16', 'beacon', tag).digits(9)],
    ],
    answer: {
      body: binary('image/gif', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64')),
    },
  })
}

/** A page with its style and script. */
export function shell({ base, run }, title, main) {
  const css = `${base}/packs/docs-${run.draw('N17', 'css').hex(20)}.css`
  const js = `${base}/packs/docs-${run.draw('N17', 'js').hex(20)}.js`
  return {
    css,
    js,
    body: html(`<!doctype html>
<html lang="en"><head><title>${title} | Papyr</title><meta name="csrf-token" content="${run.draw('N5', 'csrf').base62(64)}==">
<link rel="stylesheet" href="${css}"><script src="${js}" defer></script></head>
<body class="theme-${run.draw('N24', 'theme').pick(['a', 'b', 'c', 'd'])}"><header><a href="${base}/">Papyr</a><form action="/search"><input name="q"></form></header>
<main>${main}</main><footer>Made with Papyr. ${run.draw('N15', 'online').int(14, 60)} people are here now.</footer></body></html>
`),
  }
}

/** Address of a page in the API. */
export const pageLink = (rest, id) => `${rest}/pages/${id}`

/** A page as JSON:API has it. */
export function resource({ rest, run }, found) {
  return {
    type: 'pages',
    id: found.id,
    attributes: {
      title: found.title,
      slug: found.slug,
      state: found.state,
      word_count: found.word_count,
      summary: found.summary,
      created_at: found.created_at,
      labels: run.unordered(found.labels, 'labels', found.id),
      view_count: 400 + run.draw('N15', 'views', found.id).int(0, 80),
      viewed_ago: `${run.draw('N4', 'viewed', found.id).int(2, 22)} hours ago`,
      reviewed_by: found.reviewed_by,
    },
    relationships: { author: { data: { type: 'people', id: found.author.id } } },
    links: { self: pageLink(rest, found.id) },
  }
}

/** People as JSON:API has them. */
export const included = (people) =>
  people.map(({ id, ...attributes }) => ({ type: 'people', id, attributes }))

/** One call of the API. */
export function api({ run }, tag, url, value, wish = {}) {
  run.exchange({
    tag,
    url,
    retry: true,
    ...wish,
    answer: { body: run.json(value, tag, 'application/vnd.api+json'), ...wish.answer },
  })
}

/** Fetches one page with its author. */
export function page(context, found, tag) {
  const { data, rest, run } = context
  api(
    context,
    tag,
    pageLink(rest, found.id),
    {
      data: {
        ...resource(context, found),
        links: {
          self: pageLink(rest, found.id),
          pdf: `${bucket}/exports/${found.slug}.pdf?Expires=${Math.floor(run.now() / 1000) + 600}&Signature=${run.draw('N16', 'pdf', found.id).base62(40)}`,
        },
      },
      included: included([found.author]),
      meta: {
        revision: data.history[0].number,
        locked: false,
        etag_version: run.draw('N7', 'version', found.id).hex(8),
      },
    },
    { query: [['include', 'author']], etag: `W/"${run.draw('N7', 'page', found.id).hex(20)}"` },
  )
}
