// A server of OpenID Connect as the npm package `oidc-provider` makes it, with its own pages for
// login and consent. Run with the folder of the package as argument; prints its address.
import { pathToFileURL } from 'node:url'

const [, , entry = '', hop = ''] = process.argv
const { default: Provider } = await import(pathToFileURL(entry).href)

const provider = new Provider(hop, {
  clients: [
    {
      client_id: 'web',
      client_secret: 'a-secret-of-the-test',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://app.test/callback'],
      post_logout_redirect_uris: ['https://app.test/'],
    },
  ],
  features: {
    introspection: { enabled: true },
    revocation: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
  },
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'locale', 'updated_at'],
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@mail.test`,
      email_verified: true,
      name: 'Ada Test',
      locale: 'en-GB',
      updated_at: 1_700_000_000,
    }),
  }),
  issueRefreshToken: () => true,
  pkce: { required: () => true },
})
const server = provider.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`)
})
