import type { Cart, Database, Order } from '../database.ts'
import { html } from '../html.ts'
import { cartCents, cartLines, orderCents, priceText } from '../present.ts'
import type { Release } from '../releases.ts'
import type { Page } from './layout.ts'

/** `/cart`: what is in it, to be changed by `shop.js`. */
export function cartPage(cart: Cart, database: Database): Page {
  const rows = cartLines(cart, database).map(
    ({ id, name, quantity, cents }) =>
      html`<tr data-cart-item="${id}" data-testid="cart-item">
        <td><a href="/products/${id}">${name}</a></td>
        <td>
          <input
            type="number"
            min="0"
            value="${quantity}"
            aria-label="Quantity"
            data-testid="cart-quantity"
          />
        </td>
        <td data-testid="cart-subtotal">${priceText(cents * quantity)}</td>
        <td><button data-testid="cart-remove">Remove</button></td>
      </tr>`,
  )
  return {
    title: 'Your cart',
    content:
      rows.length === 0
        ? html`<p data-testid="cart-empty">There is nothing in it yet.</p>`
        : html`<table>
              ${rows}
            </table>
            <p>Total <b data-testid="cart-total">${priceText(cartCents(cart, database))}</b></p>
            <p><a href="/checkout" data-testid="to-checkout">Check out</a></p>`,
  }
}

/** `/checkout`: the last look before ordering. */
export function checkoutPage(cart: Cart, database: Database): Page {
  return {
    title: 'Check out',
    content: html` <p>
        ${cart.size} products for
        <b data-testid="checkout-total">${priceText(cartCents(cart, database))}</b>
      </p>
      <form id="checkout-form" data-testid="checkout-form">
        <button data-testid="place-order">Buy now</button>
      </form>`,
  }
}

/** `/orders/:id`: an order and its invoice. */
export function orderPage(order: Order, release: Release): Page {
  const invoice = release.has('invoice-moved') ? 'invoice.pdf' : 'invoice'
  return {
    title: `Order ${order.id}`,
    content: html` <p>
        Thank you! Paid <b data-testid="order-total">${priceText(orderCents(order))}</b> at
        <time data-testid="order-time">${order.createdAt}</time>.
      </p>
      <ul>
        ${order.lines.map(
          ({ name, quantity }) => html`<li data-testid="order-line">${quantity} × ${name}</li>`,
        )}
      </ul>
      <p><a href="/api/orders/${order.id}/${invoice}" data-testid="invoice">Invoice (PDF)</a></p>`,
  }
}
