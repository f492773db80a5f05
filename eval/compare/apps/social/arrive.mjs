import { html, text } from '../../kit/body.mjs'
import { ask } from './ask.mjs'
import { site } from './hosts.mjs'

/** The page and its script. */
export function open({ run }) {
  const chunk = `${site}/static/main-${run.draw('N17', 'main').hex(10)}.js`
  run.exchange({
    tag: 'home',
    kind: 'page',
    url: `${site}/`,
    answer: {
      body: html(
        `<!DOCTYPE html><html><head><title>Chirp</title><meta name="description" content="What is going on nearby"></head><body><noscript>Chirp needs scripts.</noscript><div id="root"></div><script nonce="${run.draw('N5', 'nonce', 'home').base64url(16)}" type="module" src="${chunk}"></script></body></html>`,
      ),
      cookies: [
        `ab=${run.draw('N24', 'bucket').int(0, 99)}; Domain=chirp.test; Path=/; Secure; SameSite=Lax`,
        `did=${run.draw('N1', 'device').uuid()}; Domain=chirp.test; Path=/; HttpOnly; Secure; SameSite=None`,
      ],
    },
  })
  run.exchange({
    tag: 'asset.main',
    kind: 'asset',
    url: chunk,
    answer: {
      body: text(
        'application/javascript',
        'import{render}from"./vendor.js";const app=document.getElementById("root");render(app,{endpoint:"https://api.chirp.test/graphql",pageSize:4,retry:2});\n'.repeat(
          3,
        ),
      ),
    },
  })
}

/** Credentials become a token. */
export function signIn(context) {
  const { data, run } = context
  const issued = run.now()
  const claims = Buffer.from(
    JSON.stringify({
      sub: data.viewer.id,
      iat: Math.floor(issued / 1000),
      jti: run.draw('N5', 'jti').hex(12),
    }),
  )
  const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${claims.toString('base64url')}.${run.draw('N5', 'signature').base64url(86)}`
  ask(
    context,
    'sign-in',
    'SignIn',
    { handle: data.viewer.handle, secret: 'hunter2' },
    {
      signIn: {
        token,
        refreshToken: run.draw('N5', 'refresh').base64url(48),
        expiresAt: issued + 3_600_000,
        viewer: { id: data.viewer.id, handle: data.viewer.handle },
      },
    },
  )
  context.token = token
}
