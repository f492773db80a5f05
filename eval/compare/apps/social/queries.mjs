/** The GraphQL documents of the client. */
const person = 'fragment Person on User { id handle name verified }'

export const queries = {
  SignIn:
    'mutation SignIn($handle: String!, $secret: String!) { signIn(handle: $handle, secret: $secret) { token refreshToken expiresAt viewer { id handle } } }',
  Viewer: `query Viewer { viewer { ...Person bio badge unread contact settings { theme language muted } } } ${person}`,
  Timeline: `query Timeline($first: Int!, $after: String) { timeline(first: $first, after: $after) { edges { cursor node { id body postedAt likeCount visibility author { ...Person } media { kind width height alt } } } pageInfo { hasNextPage endCursor } } } ${person}`,
  Suggestions: `query Suggestions { suggestions(limit: 4) { reason user { ...Person followerCount } } } ${person}`,
  Trends: 'query Trends { trends { topic postCount } categories }',
  PostWithComments: `query PostWithComments($id: ID!) { post(id: $id) { id body author { ...Person } likeCount commentCount comments(order: OLDEST) { id text at author { ...Person } } } } ${person}`,
  Profile: `query Profile($handle: String!) { profile(handle: $handle) { ...Person bio badge followerCount followingCount joinedAt pinned { id body } } } ${person}`,
  CreatePost:
    'mutation CreatePost($input: CreatePostInput!) { createPost(input: $input) { post { id body postedAt author { id handle } visibility media { id kind } } errors { field message } } }',
  LikePost:
    'mutation LikePost($id: ID!) { likePost(id: $id) { post { id likeCount likedByViewer } } }',
  Follow:
    'mutation Follow($id: ID!) { follow(userId: $id) { user { id followedByViewer followerCount } since } }',
  AddComment:
    'mutation AddComment($input: AddCommentInput!) { addComment(input: $input) { comment { id text author { id } postId at } } }',
  Notifications: `query Notifications($first: Int!) { notifications(first: $first) { unreadCount nodes { id kind at actor { ...Person } postId } } } ${person}`,
  Search: `query Search($term: String!, $first: Int!) { search(term: $term, first: $first) { total results { __typename ... on User { ...Person } ... on Post { id body } } } } ${person}`,
  Experiments: 'query Experiments { experiments { name variant bucket payload } }',
}
