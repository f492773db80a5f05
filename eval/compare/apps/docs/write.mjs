import { binary, multipart, text } from '../../kit/body.mjs'
import { api, count, iso, pageLink } from './api.mjs'
import { bucket } from './hosts.mjs'

/** A page is made, published and commented on. */
export function write(context) {
  const { data, rest, run } = context
  const id = run.draw('N1', 'page').base62(12)
  const attributes = {
    title: 'Meeting notes',
    state: 'draft',
    markdown: '# Notes\n\n- plan\n- budget',
    labels: ['it', 'policy'],
  }
  run.exchange({
    tag: 'page.create',
    kind: 'write',
    method: 'POST',
    url: `${rest}/pages`,
    body: run.json(
      { data: { type: 'pages', attributes } },
      'page wish',
      'application/vnd.api+json',
    ),
    answer: {
      status: 201,
      headers: [['location', pageLink(rest, id)]],
      body: run.json(
        {
          data: {
            type: 'pages',
            id,
            attributes: {
              ...attributes,
              word_count: 3,
              created_at: iso(run),
              short_code: `P${run.draw('N2', 'short').int(3000, 8000)}`,
            },
            relationships: { author: { data: { type: 'people', id: data.people[2].id } } },
            links: { self: pageLink(rest, id) },
          },
        },
        'page.create',
        'application/vnd.api+json',
      ),
    },
  })
  run.exchange({
    tag: 'page.publish',
    kind: 'write',
    method: 'PATCH',
    url: pageLink(rest, id),
    body: run.json(
      { data: { type: 'pages', id, attributes: { state: 'published', notify: true } } },
      'publish wish',
      'application/vnd.api+json',
    ),
    answer: {
      body: run.json(
        {
          data: {
            type: 'pages',
            id,
            attributes: {
              state: 'published',
              published_at: iso(run),
              revision: 2,
              author_id: data.people[2].id,
            },
          },
        },
        'page.publish',
        'application/vnd.api+json',
      ),
    },
  })
  run.exchange({
    tag: 'comment',
    kind: 'write',
    method: 'POST',
    url: `${rest}/pages/${id}/comments`,
    body: run.json(
      { data: { type: 'comments', attributes: { body: 'Looks good to me' } } },
      'comment wish',
      'application/vnd.api+json',
    ),
    answer: {
      status: 201,
      body: run.json(
        {
          data: {
            type: 'comments',
            id: String(run.draw('N2', 'comment').int(70_000, 79_000)),
            attributes: {
              body: 'Looks good to me',
              posted_at: iso(run),
              author_id: data.people[2].id,
              page_id: id,
            },
          },
        },
        'comment',
        'application/vnd.api+json',
      ),
    },
  })
}

/** A file goes to the bucket with a signed form; a signed link and a feed are fetched. */
export function attach(context) {
  const { data, rest, run } = context
  const key = `uploads/${run.draw('N1', 'upload').uuid()}/plan.png`
  const policy = run.draw('N16', 'policy').base62(80)
  api(
    context,
    'presign',
    `${rest}/uploads`,
    {
      url: bucket,
      fields: {
        key,
        policy,
        'x-amz-credential': `AKIA${run.draw('N5', 'credential').upper(16)}`,
        'x-amz-date': iso(run),
        'x-amz-signature': run.draw('N16', 'upload').hex(64),
      },
      max_bytes: 5_000_000,
    },
    {
      kind: 'write',
      method: 'POST',
      retry: false,
      body: run.json(
        { file_name: 'plan.png', content_type: 'image/png', bytes: 708 },
        'presign wish',
        'application/vnd.api+json',
      ),
    },
  )
  run.exchange({
    tag: 'upload',
    kind: 'write',
    method: 'POST',
    url: `${bucket}/`,
    noCookies: true,
    body: multipart(`---------------------------${run.draw('N19', 'upload').digits(29)}`, [
      { name: 'key', content: key },
      { name: 'policy', content: policy },
      { name: 'acl', content: 'private' },
      {
        name: 'file',
        fileName: 'plan.png',
        type: 'image/png',
        content: Buffer.concat([
          Buffer.from('89504e470d0a1a0a', 'hex'),
          run.world('plan').bytes(700),
        ]),
      },
    ]),
    answer: {
      status: 201,
      headers: [
        ['location', `${bucket}/${key}`],
        ['etag', `"${run.world('plan').hex(32)}"`],
      ],
      body: text(
        'application/xml',
        `<?xml version="1.0" encoding="UTF-8"?><PostResponse><Location>${bucket}/${key}</Location><Bucket>papyr-files</Bucket><Key>${key}</Key></PostResponse>`,
      ),
    },
  })
  const [first] = data.pages
  run.exchange({
    tag: 'pdf',
    kind: 'download',
    url: `${bucket}/exports/${first.slug}.pdf`,
    noCookies: true,
    query: [
      ['Expires', Math.floor(run.now() / 1000) + 600],
      ['Signature', run.draw('N16', 'pdf', first.id).base62(40)],
    ],
    answer: {
      headers: [['cache-control', 'max-age=600']],
      body: binary(
        'application/pdf',
        Buffer.concat([Buffer.from('%PDF-1.7\n'), run.world('pdf').bytes(1200)]),
      ),
    },
  })
  run.exchange({
    tag: 'feed',
    url: `${context.base}/spaces/handbook/feed.xml`,
    answer: {
      body: text(
        'application/atom+xml; charset=utf-8',
        `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Handbook</title><updated>${iso(run)}</updated>${data.pages
          .slice(0, 4)
          .map(
            ({ created_at: at, id, title }) =>
              `<entry><id>urn:papyr:${id}</id><title>${title}</title><published>${at}</published></entry>`,
          )
          .join('')}</feed>`,
      ),
    },
  })
}

/** The audit log, and the end. */
export function depart(context) {
  const { data, rest, run } = context
  api(context, 'audit', `${rest}/audit`, {
    events: ['page.published', 'page.created', 'session.opened'].map((name, at) => ({
      id: run.draw('N1', 'event', at).base62(16),
      name,
      actor_id: data.people[2].id,
      at: iso(run, -at * 4000),
      ip: '10.0.0.7',
      ok: true,
    })),
  })
  run.exchange({
    tag: 'draft.delete',
    kind: 'write',
    method: 'DELETE',
    url: `${rest}/drafts/${data.pages[2].id}`,
    answer: { status: 204 },
  })
  count(context, 'metrics:3', 'close')
}
