import { text } from '../../kit/body.mjs'
import { api, count, included, iso, page, resource, shell } from './api.mjs'

/** The list of pages in the browser, with what it loads. */
export function arrive(context) {
  const { base, data, host, run } = context
  run.exchange({
    tag: 'root',
    kind: 'redirect',
    url: `${base}/`,
    answer: {
      status: 301,
      headers: [['location', `https://${host}/spaces/handbook`]],
      cookies: [
        `_papyr=${run.draw('N5', 'cookie').base62(96)}; Path=/; HttpOnly; Secure; SameSite=Lax`,
        `exp_bucket=${run.draw('N24', 'bucket').int(1, 100)}; Path=/; Secure; SameSite=Lax`,
      ],
    },
  })
  const space = shell(
    context,
    'Handbook',
    `<h1>Handbook</h1><ol>${data.pages.map(({ author, slug, title }) => `<li><a href="/spaces/handbook/${slug}">${title}</a> <i>${author.full_name}</i></li>`).join('\n')}</ol>
<p>Last change ${run.draw('N4', 'change').int(2, 50)} min ago</p>`,
  )
  run.exchange({
    tag: 'space',
    kind: 'page',
    url: `${base}/spaces/handbook`,
    answer: { body: space.body },
  })
  run.parallel('packs', [
    () =>
      run.exchange({
        tag: 'asset.css',
        kind: 'asset',
        url: space.css,
        etag: `"${run.world('css').hex(32)}"`,
        answer: {
          body: text(
            'text/css',
            'main{max-width:60rem;margin:auto}\nol li{line-height:1.7}\nfooter{color:#667;font-size:.8rem}\n.theme-a h1{color:#123}\n',
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'asset.js',
        kind: 'asset',
        url: space.js,
        answer: {
          body: text(
            'text/javascript',
            'document.addEventListener("click",(e)=>{const a=e.target.closest("a[data-id]");if(a){navigator.sendBeacon("/seen/"+a.dataset.id)}});\n'.repeat(
              2,
            ),
          ),
        },
      }),
    () => count(context, 'metrics:1', 'open'),
  ])
}

/** Lists and single pages by the API. */
export function read(context) {
  const { base, data, rest, run } = context
  const { history, key, pages, people } = data
  api(context, 'whoami', `${rest}/whoami`, {
    data: {
      type: 'people',
      id: people[2].id,
      attributes: {
        ...people[2],
        id: undefined,
        email: 'c*****@papyr.test',
        api_key: key,
        locale: 'en',
        last_seen: iso(run, -90_000),
        deactivated_at: null,
      },
    },
    meta: { features: ['comments', 'exports', 'history'], seats: { used: 41, max: 50 } },
  })
  api(
    context,
    'pages',
    `${rest}/pages`,
    {
      data: pages.slice(0, 5).map((item) => resource(context, item)),
      included: included(people.slice(0, 3)),
      links: { next: `${rest}/pages?page%5Bcursor%5D=${run.draw('N20', 'pages').base62(22)}` },
      meta: { total: pages.length, took_ms: run.draw('N15', 'took').int(8, 40) },
    },
    {
      query: [
        ['page[size]', 5],
        ['sort', 'title'],
        ['fields[pages]', 'title,state'],
      ],
    },
  )
  api(
    context,
    'pages.next',
    `${rest}/pages`,
    {
      data: pages.slice(5).map((item) => resource(context, item)),
      included: included(people.slice(0, 3)),
      links: { next: null },
      meta: { total: pages.length, took_ms: run.draw('N15', 'took-2').int(8, 40) },
    },
    {
      query: [
        ['page[size]', 5],
        ['sort', 'title'],
        ['page[cursor]', run.draw('N20', 'pages').base62(22)],
      ],
    },
  )
  if (run.fault === 'n+1') {
    for (let at = 0; at < 12; at++)
      page(context, { ...pages[at % 8], id: run.world('extra', at).base62(12) }, `n+1:${at}`)
  }
  const [first, , third] = pages
  run.exchange({
    tag: 'page.html',
    kind: 'page',
    url: `${base}/spaces/handbook/${first.slug}`,
    retry: true,
    answer: {
      body: shell(
        context,
        first.title,
        `<article><h1>${first.title}</h1><p>${first.summary}</p><p>Please keep this page short. Ask ${first.author.full_name} before you change the table.</p><table><tr><th>Step</th><th>Owner</th></tr><tr><td>Draft</td><td>${people[0].full_name}</td></tr><tr><td>Review</td><td>${people[1].full_name}</td></tr></table></article>`,
      ).body,
    },
  })
  run.parallel('reading', [
    () => page(context, first, 'page:1'),
    () =>
      api(context, 'history', `${rest}/pages/${first.id}/history`, {
        _embedded: {
          revisions: history.map((item) => ({
            ...item,
            _links: { self: { href: `/rest/v3/revisions/${item.number}` } },
          })),
        },
        _links: { self: { href: `/rest/v3/pages/${first.id}/history` } },
        count: 3,
      }),
    () =>
      api(
        context,
        'related',
        `${rest}/pages/${first.id}/related`,
        {
          data: run
            .draw('N14', 'related')
            .sample(pages.slice(1), 3)
            .map(({ id, title }) => ({ type: 'pages', id, attributes: { title } })),
          meta: { engine: 'graph' },
        },
        { kind: 'random' },
      ),
    () => count(context, 'metrics:2', 'read'),
  ])
  page(context, third, 'page:2')
}

/** A search with a score. */
export function search(context) {
  const { data, rest, run } = context
  api(
    context,
    'search',
    `${rest}/search`,
    {
      query: 'release',
      total: 3,
      hits: data.pages.slice(1, 4).map(({ id, summary, title }, at) => ({
        page_id: id,
        title,
        rank: at + 1,
        score: Number((9.5 - at * 2.25).toFixed(2)),
        excerpt: summary.slice(0, 30),
      })),
      suggestions: [],
      took: run.draw('N15', 'search').int(3, 30),
      _links: { self: { href: '/rest/v3/search?q=release' } },
    },
    {
      query: [
        ['q', 'release'],
        ['limit', 3],
        ['highlight', 'true'],
      ],
    },
  )
}
