import { binary } from '../../kit/body.mjs'
import { ask } from './ask.mjs'
import { api } from './hosts.mjs'

/** A GraphQL subscription over a WebSocket. */
export function listen({ data, run, token }) {
  const id = run.draw('N1', 'subscription').uuid()
  const frame = (type, value) => ({
    type,
    time: run.now() / 1000,
    opcode: 1,
    data: JSON.stringify(value),
  })
  run.exchange({
    tag: 'live',
    kind: 'socket',
    url: 'wss://api.chirp.test/graphql',
    headers: [
      ['upgrade', 'websocket'],
      ['sec-websocket-protocol', 'graphql-transport-ws'],
      ['sec-websocket-key', `${run.draw('N5', 'ws').base62(22)}==`],
    ],
    frames: [
      frame('send', { type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
      frame('receive', { type: 'connection_ack', payload: null }),
      frame('send', {
        id,
        type: 'subscribe',
        payload: { query: 'subscription { notified { id kind actor { handle } } }' },
      }),
      ...[1, 2, 3].map((at) =>
        frame('receive', {
          id,
          type: 'next',
          payload: {
            data: {
              notified: {
                id: run.draw('N1', 'live', at).snowflake(),
                kind: ['LIKE', 'MENTION', 'FOLLOW'][at - 1],
                actor: { handle: data.people[at + 6].handle },
              },
            },
          },
        }),
      ),
      frame('send', { id, type: 'complete' }),
    ],
    answer: {
      status: 101,
      headers: [
        ['upgrade', 'websocket'],
        ['sec-websocket-accept', `${run.draw('N5', 'ws-accept').base62(27)}=`],
      ],
    },
  })
}

/** A picture, a post with it, a like, a comment. */
export function write(context) {
  const { data, run, token } = context
  const { people, posts, viewer } = data
  const media = run.draw('N1', 'media').snowflake()
  run.exchange({
    tag: 'upload',
    kind: 'write',
    method: 'PUT',
    url: `${api}/media/${run.draw('N1', 'upload').uuid()}`,
    preflight: true,
    headers: [['authorization', `Bearer ${token}`]],
    body: binary(
      'image/png',
      Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), run.world('upload').bytes(420)]),
    ),
    answer: {
      status: 201,
      body: run.json({ media_id: media, bytes: 428, state: 'ready' }, 'upload'),
    },
  })
  const postId = run.draw('N1', 'post').snowflake()
  ask(
    context,
    'post.create',
    'CreatePost',
    {
      input: {
        body: 'Hello from the harbour',
        visibility: 'public',
        mediaIds: [media],
        clientKey: run.draw('N1', 'key').uuid(),
      },
    },
    {
      createPost: {
        post: {
          id: postId,
          body: 'Hello from the harbour',
          postedAt: run.now(),
          author: { id: viewer.id, handle: viewer.handle },
          visibility: 'public',
          media: [{ id: media, kind: 'photo' }],
        },
        errors: [],
      },
    },
  )
  ask(
    context,
    'post.like',
    'LikePost',
    { id: posts[0].id },
    {
      likePost: {
        post: {
          id: posts[0].id,
          likeCount: posts[0].likes + run.draw('N15', 'liked').int(1, 26),
          likedByViewer: true,
        },
      },
    },
  )
  ask(
    context,
    'follow',
    'Follow',
    { id: people[3].id },
    {
      follow: {
        user: { id: people[3].id, followedByViewer: true, followerCount: people[3].followers + 1 },
        since: run.now(),
      },
    },
  )
  ask(
    context,
    'comment',
    'AddComment',
    { input: { postId, text: 'First!' } },
    {
      addComment: {
        comment: {
          id: run.draw('N1', 'comment').snowflake(),
          text: 'First!',
          author: { id: viewer.id },
          postId,
          at: run.now(),
        },
      },
    },
  )
}
