import type { Order } from '../database.ts'
import { html } from '../html.ts'
import { orderCents, priceText } from '../present.ts'
import type { Release } from '../releases.ts'
import type { User } from '../seed.ts'
import type { Page } from './layout.ts'

/** `/login`: the form, with what went wrong the last time. */
export function loginPage(form: {
  readonly csrf: string
  readonly next: string
  readonly email: string
  readonly error?: string
}): Page {
  return {
    title: 'Log in',
    content: html` ${form.error !== undefined && html`<p class="error" data-testid="login-error">${form.error}</p>`}
      <form method="post" action="/login" data-testid="login-form">
        <input type="hidden" name="csrf" value="${form.csrf}" />
        <input type="hidden" name="next" value="${form.next}" />
        <p>
          <label
            >E-mail
            <input
              name="email"
              type="email"
              value="${form.email}"
              autocomplete="username"
              data-testid="email"
          /></label>
        </p>
        <p>
          <label
            >Password
            <input
              name="password"
              type="password"
              autocomplete="current-password"
              data-testid="password"
          /></label>
        </p>
        <button data-testid="login-submit">Log in</button>
      </form>`,
  }
}

/** `/account`: who is logged in, and the orders so far. */
export function accountPage(user: User, orders: readonly Order[], release: Release): Page {
  const greeting = release.has('wording-changed') ? 'Good to see you' : 'Welcome back'
  return {
    title: 'Your account',
    content: html` <p data-testid="greeting">
        ${greeting}, <b data-testid="user-name">${user.name}</b>!
      </p>
      <p data-testid="user-email">${user.email}</p>
      <ul data-testid="orders">
        ${orders.map(
          (order) =>
            html`<li data-testid="order">
              <a href="/orders/${order.id}" data-testid="order-link">Order ${order.id}</a>,
              ${priceText(orderCents(order))}
            </li>`,
        )}
      </ul>
      <form method="post" action="/logout"><button data-testid="logout">Log out</button></form>`,
  }
}
