import type { ShopContext } from '../context.ts'
import { html, type Markup } from '../html.ts'
import { priceText } from '../present.ts'
import type { Product } from '../seed.ts'
import type { Page } from './layout.ts'

/** `/`: one page of the products and the search. */
export function homePage(products: readonly Product[], page: number, pages: number): Page {
  const next = page < pages
  return {
    title: 'Everything for tea',
    content: html` <form id="search-form" data-testid="search-form" role="search" action="/">
        <input
          id="search"
          name="q"
          data-testid="search"
          aria-label="Search"
          placeholder="tea, pot, …"
        />
        <button data-testid="search-submit">Search</button>
        <span id="search-total" data-testid="search-total"></span>
      </form>
      <ul id="products" class="products" data-testid="products">
        ${products.map(productCard)}
      </ul>
      ${next && html`<p><a href="/?page=${page + 1}" data-testid="next-page">More</a></p>`}`,
  }
}

/** `/products/:id`: one product; its script fetches the related ones. */
export function productPage(product: Product, context: ShopContext): Page {
  const { release, database } = context
  const related = database.products
    .filter(({ category, id }) => category === product.category && id !== product.id)
    .map(({ id }) => id)
  const mode = release.has('one-request-per-related-product') ? 'one-by-one' : 'together'
  const label = release.has('wording-changed') ? 'Put into the cart' : 'Add to cart'
  return {
    title: product.name,
    content: html` <img
        src="/assets/images/${product.id}.png"
        alt=""
        width="96"
        height="96"
        data-testid="product-image"
      />
      <p data-testid="product-description">${product.description}</p>
      <p data-testid="product-price">${priceText(product.cents)}</p>
      <p>
        <label
          >Quantity <input id="quantity" type="number" min="1" value="1" data-testid="quantity"
        /></label>
        <button id="add-to-cart" data-product="${product.id}" data-testid="add-to-cart">
          ${label}
        </button>
      </p>
      <h2>Related</h2>
      <ul
        id="related"
        class="products"
        data-ids="${related.join(',')}"
        data-mode="${mode}"
        data-testid="related"
      ></ul>`,
  }
}

function productCard(product: Product): Markup {
  return html`<li data-testid="product-card">
    <img src="/assets/images/${product.id}.png" alt="" width="96" height="96" />
    <p><a href="/products/${product.id}" data-testid="product-link">${product.name}</a></p>
    <p data-testid="product-price">${priceText(product.cents)}</p>
  </li>`
}
