import type { AssetName } from '../assets.ts'
import type { ShopContext } from '../context.ts'
import { html, type Markup } from '../html.ts'
import type { User } from '../seed.ts'

/** What every page is made of. */
export interface Page {
  readonly title: string
  readonly content: Markup
  /** Scripts beside `shop.js`. */
  readonly scripts?: readonly AssetName[]
}

/** The whole document, from doctype to the closing tag. */
export function renderPage(page: Page, context: ShopContext, user: User | undefined): string {
  const { assets, release } = context
  const scripts = (['shop.js', ...(page.scripts ?? [])] as const).map(
    (name) => html`<script type="module" src="${assets.url(name)}"></script>`,
  )
  const account =
    user === undefined
      ? html`<a href="/login" data-testid="nav-login">Log in</a>`
      : html`<a href="/account" data-testid="nav-account">${user.name}</a>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${page.title} · Tea shop</title>
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href="${assets.url('shop.css')}" />
        ${scripts}
      </head>
      <body>
        <header>
          <a href="/" data-testid="nav-home"
            ><img src="${assets.url('logo.svg')}" alt="Tea shop" width="48" height="48"
          /></a>
          <a href="/cart" data-testid="nav-cart"
            >Cart (<span id="cart-count" data-testid="cart-count">…</span>)</a
          >
          <a href="/live" data-testid="nav-live">Live</a>
          ${account}
        </header>
        <main data-testid="page">
          <h1 data-testid="title">${page.title}</h1>
          <p id="message" data-testid="message" role="status"></p>
          ${page.content}
        </main>
        <footer data-testid="build-id">Build ${release.buildId}</footer>
      </body>
    </html> `.markup
}
