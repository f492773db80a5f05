/** A product of the shop. */
export interface Product {
  readonly id: number
  readonly name: string
  readonly price: number
}

/** A client of the shop's API, as a backend would have one. It knows nothing of Hartifact. */
export class ShopClient {
  readonly #url: string
  #token: string | undefined

  constructor(url: string) {
    this.#url = url
  }

  async logIn(email: string, password: string): Promise<void> {
    const response = await this.#send('POST', '/api/session', { email, password })
    const { token } = (await response.json()) as { token?: string }
    this.#token = token
  }

  async search(words: string): Promise<Product[]> {
    const query = new URLSearchParams({ q: words })
    const response = await this.#send('GET', `/api/products?${query}`)
    const { items } = (await response.json()) as { items: Product[] }
    return items
  }

  /** The user, or `undefined` when nobody is logged in. */
  async me(): Promise<{ name: string; email?: string } | undefined> {
    const response = await this.#send('GET', '/api/me')
    return response.ok ? ((await response.json()) as { name: string; email?: string }) : undefined
  }

  #send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  }
}
