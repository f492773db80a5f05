import { binary } from '../../kit/body.mjs'
import { ask, person } from './ask.mjs'
import { api, images } from './hosts.mjs'

const hints = {
  control: 'Say something',
  a: 'What is new?',
  b: 'Share a thought',
  c: 'Go on, tell us',
}

function cursor(run, ...keys) {
  return Buffer.from(`c:${run.draw('N20', ...keys).digits(14)}`).toString('base64')
}

function timeline(context, number) {
  const { data, run } = context
  const posts = data.posts.slice((number - 1) * 4, number * 4)
  const after = number === 1 ? null : cursor(run, 4 * (number - 1) - 1)
  ask(
    context,
    `timeline:${number}`,
    'Timeline',
    { first: 4, after },
    {
      timeline: {
        edges: posts.map((post, at) => ({
          cursor: cursor(run, (number - 1) * 4 + at),
          node: {
            id: post.id,
            body: post.body,
            postedAt: post.postedAt,
            likeCount: post.likes + run.draw('N15', 'likes', post.id).int(0, 25),
            visibility: post.visibility,
            editedAt: null,
            author: person(post.author),
            media: post.media,
          },
        })),
        pageInfo: { hasNextPage: number < 2, endCursor: cursor(run, number * 4 - 1) },
      },
    },
  )
}

function profile(context, who, tag) {
  const { data, run } = context
  ask(
    context,
    tag,
    'Profile',
    { handle: who.handle },
    {
      profile: {
        ...person(who),
        bio: who.bio,
        badge: who.badge,
        followerCount: who.followers + run.draw('N15', 'followers', who.id).int(0, 30),
        followingCount: 148,
        joinedAt: Date.UTC(2022, 4, 3, 7, 30),
        pinned: { id: data.posts[6].id, body: data.posts[6].body },
      },
    },
  )
}

/** What the start page asks for at once, then posts and people. */
export function read(context) {
  const { data, run } = context
  const { comments, people, posts, topics, viewer } = data
  run.parallel('start', [
    () =>
      ask(
        context,
        'viewer',
        'Viewer',
        {},
        {
          viewer: {
            ...person(viewer),
            bio: viewer.bio,
            badge: viewer.badge,
            unread: run.draw('N15', 'unread').int(3, 9),
            contact: `${viewer.handle[0]}***@mail.test`,
            settings: { theme: 'dark', language: 'en', muted: ['politics', 'spoilers'] },
          },
        },
      ),
    () =>
      ask(
        context,
        'experiments',
        'Experiments',
        {},
        {
          experiments: ['composer_hint', 'wide_cards', 'dwell_ranking'].map((name) => {
            const variant = run.draw('N24', 'variant', name).pick(['control', 'a', 'b', 'c'])
            return {
              name,
              variant,
              bucket: run.draw('N24', 'bucket', name).int(0, 999),
              // What a user of the variant gets to see.
              hint: name === 'composer_hint' ? hints[variant] : null,
            }
          }),
        },
      ),
    () => timeline(context, 1),
    () =>
      ask(
        context,
        'suggestions',
        'Suggestions',
        {},
        {
          suggestions: run
            .draw('N14', 'suggestions')
            .sample(people.slice(1), 4)
            .map((user, at) => ({
              reason: run.draw('N14', 'reason', at).pick(['friends', 'nearby', 'interests']),
              user: { ...person(user), followerCount: user.followers },
            })),
        },
        { kind: 'random' },
      ),
    () =>
      ask(
        context,
        'trends',
        'Trends',
        {},
        {
          trends: run.unordered(
            topics.map((topic) => ({
              topic,
              postCount: 800 + run.draw('N15', 'trend', topic).int(0, 150),
            })),
            'trends',
          ),
          categories: run.unordered(['sports', 'music', 'local', 'science'], 'categories'),
        },
      ),
  ])
  timeline(context, 2)
  const [post] = posts
  if (run.fault === 'n+1') {
    for (const [at, { author }] of posts.entries()) profile(context, author, `n+1:${at}`)
  }
  ask(
    context,
    'post',
    'PostWithComments',
    { id: post.id },
    {
      post: {
        id: post.id,
        body: post.body,
        author: person(post.author),
        likeCount: post.likes + run.draw('N15', 'likes', post.id).int(0, 25),
        commentCount: comments.length,
        comments: comments.map(({ at, author, id, text: content }) => ({
          id,
          text: content,
          at,
          author: person(author),
        })),
      },
    },
  )
  run.parallel('avatars', [
    ...[post.author, viewer].map(
      (who, at) => () =>
        run.exchange({
          tag: `avatar:${at}`,
          kind: 'asset',
          url: `${images}/avatars/${who.id}/96.jpg`,
          answer: {
            body: binary(
              'image/jpeg',
              Buffer.concat([
                Buffer.from('ffd8ffe000104a464946', 'hex'),
                run.world('avatar', who.id).bytes(600),
              ]),
            ),
          },
        }),
    ),
    () => profile(context, post.author, 'profile:1'),
  ])
}

/** Notifications, a search, a persisted query. */
export function look(context) {
  const { data, run, token } = context
  const { people, posts } = data
  ask(
    context,
    'notifications',
    'Notifications',
    { first: 4 },
    {
      notifications: {
        unreadCount: 0,
        nodes: ['LIKE', 'FOLLOW', 'MENTION', 'LIKE'].map((kind, at) => ({
          id: run.draw('N1', 'notification', at).snowflake(),
          kind,
          at: run.now() - (at + 1) * 600_000,
          actor: person(people[at + 4]),
          postId: kind === 'FOLLOW' ? null : posts[at].id,
        })),
      },
    },
  )
  ask(
    context,
    'search',
    'Search',
    { term: 'canal', first: 3 },
    {
      search: {
        total: 3,
        results: [
          { __typename: 'Post', id: posts[0].id, body: posts[0].body },
          { __typename: 'User', ...person(people[5]) },
          { __typename: 'Post', id: posts[2].id, body: posts[2].body },
        ],
      },
    },
  )
  // A persisted query, by GET.
  run.exchange({
    tag: 'limits',
    url: `${api}/graphql`,
    preflight: true,
    query: [
      ['operationName', 'Limits'],
      [
        'extensions',
        JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'b5f1'.repeat(16) } }),
      ],
    ],
    headers: [['authorization', `Bearer ${token}`]],
    answer: {
      body: run.json(
        { data: { limits: { maxLength: 500, maxMedia: 4, dailyPosts: 50 } } },
        'limits',
      ),
    },
  })
  run.exchange({
    tag: 'seen',
    kind: 'write',
    method: 'POST',
    url: `${api}/v2/impressions`,
    preflight: true,
    headers: [['authorization', `Bearer ${token}`]],
    body: run.json(
      { surface: 'timeline', postIds: posts.slice(0, 4).map(({ id }) => id), shownAt: run.now() },
      'seen wish',
    ),
    answer: { status: 204 },
  })
  profile(context, data.people[7], 'profile:2')
}
