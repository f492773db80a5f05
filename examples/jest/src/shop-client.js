const { readFileSync } = require('node:fs')
const { Agent } = require('node:https')
const axios = require('axios')

/** A client of the shop's API, as a backend would have one. It knows nothing of Hartifact. */
function shopClient({ url = process.env.SHOP_URL, ca = process.env.SHOP_CA } = {}) {
  const api = axios.create({
    baseURL: url,
    // The shop's certificate is of a test authority, which this client alone trusts.
    httpsAgent: new Agent({ ca: readFileSync(ca), keepAlive: true }),
    validateStatus: () => true,
  })
  return {
    async logIn(email, password) {
      const { data, status } = await api.post('/api/session', { email, password })
      if (status === 200) {
        api.defaults.headers.common.Authorization = `Bearer ${data.token}`
      }
      return { status, user: data.user }
    },
    search: async (words) => (await api.get('/api/products', { params: { q: words } })).data,
    add: async (productId, quantity = 1) =>
      (await api.post('/api/cart/items', { productId, quantity })).data,
    order: () => api.post('/api/orders'),
  }
}

module.exports = { shopClient }
