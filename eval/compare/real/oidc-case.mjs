import { execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { clientOf } from './http-client.mjs'
import { oidcFaults } from './oidc-faults.mjs'

const version = '9.13.3'

const folder = join(import.meta.dirname, '../../../.cache/eval', `oidc-provider-${version}`)

/** A provider of OpenID Connect of others: redirects, forms, cookies, JWTs, opaque tokens. */
export const oidcCase = {
  name: `oidc-provider ${version}`,
  faults: oidcFaults,
  async start({ hop, fault: wanted }) {
    const entry = await install()
    const server = spawn(
      process.execPath,
      [join(import.meta.dirname, 'oidc-server.mjs'), entry, hop.url],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    for await (const line of createInterface(server.stdout)) {
      hop.state.target = line
      break
    }
    hop.state.rewrite =
      wanted?.change &&
      (({ method, path }, answer) => {
        if (method !== wanted.method || !wanted.path.test(path)) return false
        wanted.change(answer)
        return true
      })
    return async () => {
      hop.state.rewrite = undefined
      server.kill()
    }
  },
  visit,
}

async function install() {
  const entry = join(folder, 'node_modules/oidc-provider/lib/index.js')
  if (!existsSync(entry)) {
    await mkdir(folder, { recursive: true })
    const npm = promisify(execFile)
    await npm(
      'npm',
      [
        'install',
        '--prefix',
        folder,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `oidc-provider@${version}`,
      ],
      { shell: process.platform === 'win32' },
    )
  }
  return entry
}

async function visit(proxyUrl, base) {
  const send = clientOf(proxyUrl, base)
  await send('GET', '/.well-known/openid-configuration')
  await send('GET', '/jwks')
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: 'web',
    redirect_uri: 'https://app.test/callback',
    response_type: 'code',
    scope: 'openid email profile offline_access',
    prompt: 'consent',
    state: randomBytes(8).toString('hex'),
    nonce: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  let answer = await send('GET', `/auth?${query}`)
  // The client knows where the pages are: a wrong redirect does not end the flow at once.
  for (const prompt of [{ prompt: 'login', login: 'ada', password: 'x' }, { prompt: 'consent' }]) {
    const path = new URL(answer.location ?? '/interaction/none', base).pathname.replace(
      '/error/',
      '/interaction/',
    )
    await send('GET', path)
    const posted = await send('POST', path, { form: prompt })
    answer = await send('GET', new URL(posted.location ?? '/auth/none', base).pathname)
  }
  const code = new URL(answer.location ?? base).searchParams.get('code') ?? ''
  const basic = `Basic ${Buffer.from('web:a-secret-of-the-test').toString('base64')}`
  const post = (path, form) => send('POST', path, { form, headers: { authorization: basic } })
  const granted = (
    await post('/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'https://app.test/callback',
      code_verifier: verifier,
    })
  ).json()
  const bearer = { authorization: `Bearer ${granted.access_token}` }
  await send('GET', '/me', { headers: bearer })
  await post('/token/introspection', { token: granted.access_token })
  const renewed = (
    await post('/token', {
      grant_type: 'refresh_token',
      refresh_token: granted.refresh_token ?? '',
    })
  ).json()
  await post('/token/revocation', { token: renewed.access_token ?? '' })
  await send('GET', '/me', { headers: { authorization: `Bearer ${renewed.access_token}` } })
  const registered = (
    await send('POST', '/reg', {
      json: { redirect_uris: ['https://other.test/cb'], client_name: 'Other' },
    })
  ).json()
  const own = { authorization: `Bearer ${registered.registration_access_token}` }
  const path = `/reg/${registered.client_id}`
  await send('GET', path, { headers: own })
  await send('DELETE', path, { headers: own })
  await send('GET', '/session/end')
}
