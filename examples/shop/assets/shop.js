// What every page does: the cart, the search and the checkout.
const byId = (id) => document.getElementById(id)

async function api(path, method = 'GET', body) {
  const options = { method, headers: { accept: 'application/json' } }
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json'
    options.body = JSON.stringify(body)
  }
  const response = await fetch(path, options)
  const text = await response.text()
  const value = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new Error(value?.detail ?? `status ${response.status}`)
  return value
}

// Does the work instead of what the browser would do, and shows what went wrong.
function on(target, type, work) {
  target?.addEventListener(type, (event) => {
    if (type === 'submit') event.preventDefault()
    work().catch((error) => showMessage(error.message, true))
  })
}

function element(name, properties, ...children) {
  const made = document.createElement(name)
  const { testId, ...others } = properties
  if (testId !== undefined) made.dataset.testid = testId
  Object.assign(made, others)
  made.append(...children)
  return made
}

const price = (product) => `€${Number(product.price).toFixed(2)}`

function productCard(product) {
  return element(
    'li',
    { testId: 'product-card' },
    element('img', { src: product.image, alt: '', width: 96, height: 96 }),
    element(
      'p',
      {},
      element('a', { testId: 'product-link', href: `/products/${product.id}` }, product.name),
    ),
    element('p', { testId: 'product-price' }, price(product)),
  )
}

function showCount(cart) {
  byId('cart-count').textContent = String(cart.count)
}

function showMessage(text, failed = false) {
  const place = byId('message')
  place.textContent = text
  place.className = failed ? 'error' : ''
}

on(byId('search-form'), 'submit', async () => {
  const query = new URLSearchParams({ q: byId('search').value, page: '1' })
  const found = await api(`/api/products?${query}`)
  byId('products').replaceChildren(...found.items.map(productCard))
  byId('search-total').textContent = `${found.total} found`
})

on(byId('add-to-cart'), 'click', async () => {
  const productId = Number(byId('add-to-cart').dataset.product)
  const quantity = Number(byId('quantity').value)
  showCount(await api('/api/cart/items', 'POST', { productId, quantity }))
  showMessage('Added to the cart.')
})

for (const row of document.querySelectorAll('[data-cart-item]')) {
  const path = `/api/cart/items/${row.dataset.cartItem}`
  const quantity = row.querySelector('input')
  on(quantity, 'change', async () => {
    await api(path, 'PATCH', { quantity: Number(quantity.value) })
    location.reload()
  })
  on(row.querySelector('button'), 'click', async () => {
    await api(path, 'DELETE')
    location.reload()
  })
}

on(byId('checkout-form'), 'submit', async () => {
  const order = await api('/api/orders', 'POST', {})
  location.assign(`/orders/${order.id}`)
})

const related = byId('related')
if (related !== null && related.dataset.ids !== '') {
  const ids = related.dataset.ids.split(',')
  const products =
    related.dataset.mode === 'together'
      ? (await api(`/api/products?ids=${ids.join(',')}`)).items
      : await Promise.all(ids.map((id) => api(`/api/products/${id}`)))
  related.replaceChildren(...products.map(productCard))
}

showCount(await api('/api/cart'))
