import { html } from '../../kit/body.mjs'
import { csrf } from './ask.mjs'
import { cdn } from './hosts.mjs'

/** The script of all pages. */
export const bundles = (run) => ({
  script: `${cdn}/_app/main-${run.draw('N17', 'script').hex(10)}.js`,
})

/** Which kind of the page this traveller gets. */
export const bucket = (run) => run.draw('N24', 'bucket').pick(['control', 'cards', 'compact'])

export const euros = ({ amount }) => (amount / 100).toFixed(2)

/** A page in the frame of all pages; `key` is that of the exchange, its nonce is in a header too. */
export function page({ run }, key, title, main) {
  const { script } = bundles(run)
  const nonce = run.draw('N5', 'nonce', key).base64url(24)
  return html(`<!doctype html>
<html lang="en" data-bucket="${bucket(run)}"><head><meta charset="utf-8"><title>${title} – Wayfare</title>
<meta name="csrf-token" content="${csrf(run)}">
<style nonce="${nonce}">:root{--rail:#0b3d5c}header a{padding:.75rem 1rem}</style><script type="module" nonce="${nonce}" src="${script}"></script></head>
<body><header><a href="/">Wayfare</a> <a href="/bookings">My bookings</a> <a href="/help/refunds">Refunds</a></header>
<main>${main}</main>
<footer><p>Wayfare AG, Bahnhofplatz 4, Bern. Built ${run.draw('N2', 'build').int(8100, 8900)}, rendered in ${run.draw('N15', 'rendered', key).int(9, 80)} ms.</p></footer></body></html>
`)
}

export const script = `const root = document.querySelector('main')
export async function load(path, options = {}) {
  const answer = await fetch(window.wayfare.api + path, { credentials: 'include', ...options })
  if (answer.status >= 400) throw new Error('Wayfare answered with ' + answer.status)
  const { data, meta } = await answer.json()
  return { data, page: meta.page }
}
root.addEventListener('submit', (event) => event.preventDefault())
`
