/** The pages of the shop and what they load. */

export function homePage({ assets, deal, nonce, products, rendered }) {
  return layout({
    assets,
    nonce,
    rendered,
    title: 'Teahouse',
    main: `<section class="hero"><h1>Fresh teas, straight from the garden</h1>
<p>Free delivery on orders over 40 pounds.</p></section>
<aside class="deal">Deal of the hour: <a href="/p/${deal.slug}">${deal.name}</a></aside>
<ul class="grid">${products
      .slice(0, 5)
      .map(
        ({ brand, name, price, slug }) =>
          `<li><a href="/p/${slug}"><b>${name}</b></a> by ${brand} <span class="price">£${price.toFixed(2)}</span></li>`,
      )
      .join('\n')}</ul>`,
  })
}

export function loginPage({ assets, csrf, nonce, rendered }) {
  return layout({
    assets,
    nonce,
    rendered,
    title: 'Sign in – Teahouse',
    main: `<h1>Sign in</h1><form method="post" action="/login">
<input type="hidden" name="csrf" value="${csrf}">
<label>E-mail <input name="email" type="email" required></label>
<label>Password <input name="password" type="password" required></label>
<button>Sign in</button></form><p><a href="/forgot">Forgotten your password?</a></p>`,
  })
}

export function accountPage({ assets, customer, greeting, nonce, orders, rendered }) {
  return layout({
    assets,
    nonce,
    rendered,
    title: 'Your account – Teahouse',
    main: `<h1>Hello ${customer.name}</h1><p class="seen">Last seen ${greeting}</p>
<dl><dt>E-mail</dt><dd>${customer.email}</dd><dt>Level</dt><dd>${customer.tier}</dd>
<dt>Points</dt><dd>${customer.points}</dd></dl>
<table><caption>Earlier orders</caption>${orders
      .map(
        ({ number, status, total }) =>
          `<tr><td>${number}</td><td>${status}</td><td>£${total}</td></tr>`,
      )
      .join('\n')}</table>`,
  })
}

function layout({ assets, main, nonce, rendered, title }) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<link rel="stylesheet" href="${assets.style}">
<script nonce="${nonce}">window.shop = { currency: 'GBP', locale: 'en-GB' }</script>
<script nonce="${nonce}" src="${assets.script}" defer></script></head>
<body><nav><a href="/">Home</a> <a href="/teas">Teas</a> <a href="/cart">Basket</a></nav>
<main>${main}</main>
<footer>Teahouse Ltd, 12 Harbour Street, Bristol. Page made in ${rendered} ms.</footer></body></html>
`
}

export const script = `'use strict'
const basket = document.querySelector('[data-basket]')
export async function addToBasket(productId, quantity) {
  const answer = await fetch('/api/v1/cart/items', {
    method: 'POST',
    body: JSON.stringify({ productId, quantity }),
  })
  if (!answer.ok) throw new Error('The basket did not take it: ' + answer.status)
  basket.textContent = (await answer.json()).itemCount
}
`

export const style = `:root { --leaf: #2f6b3c; --paper: #faf7f0 }
body { margin: 0; font: 16px/1.5 system-ui; background: var(--paper) }
nav a { padding: 0.5rem 1rem; color: var(--leaf) }
.grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem }
.price { font-weight: bold }
footer { padding: 2rem; color: #555 }
`

export const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 24"><title>Teahouse</title>
<path d="M4 4h28v10a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6z" fill="#2f6b3c"/><path d="M32 7h5a4 4 0 0 1 0 8h-5" fill="none" stroke="#2f6b3c"/></svg>
`

/** Looks like a PDF, and is the same for the same lines. */
export function pdf(lines) {
  const content = lines.map((line, at) => `BT /F1 11 Tf 60 ${760 - at * 16} Td (${line}) Tj ET`)
  return `%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n4 0 obj<</Length ${content.join('\n').length}>>stream\n${content.join('\n')}\nendstream endobj\n%%EOF\n`
}
