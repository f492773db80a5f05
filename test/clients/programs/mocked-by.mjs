import { ownFields } from './origins.mjs'

/**
 * Loads a mock library and lets it answer `/greeting` of some origins with `mocked`.
 *
 * @param {'nock14' | 'nock15' | 'msw2' | 'msw3'} library
 * @param {readonly string[]} origins
 */
export async function mockedBy(library, origins) {
  return library.startsWith('nock') ? mockedByNock(library, origins) : mockedByMsw(library, origins)
}

async function mockedByNock(library, origins) {
  const { default: nock } = await import(library)
  if (!nock.isActive()) nock.activate()
  const leaked = []
  for (const origin of origins) {
    nock(origin)
      .persist()
      .get('/greeting')
      .reply(function reply(request) {
        // Version 15 gives a request of the Fetch API, 14 its path.
        const { headers } = request instanceof Request ? request : this.req
        leaked.push(
          ...ownFields(headers instanceof Headers ? Object.fromEntries(headers) : headers),
        )
        return [200, 'mocked']
      })
  }
  return {
    unhandled: () => [],
    leaked: () => leaked,
    closeNetwork: () => nock.disableNetConnect(),
    openTo: (authority) => nock.enableNetConnect((host) => host === authority),
    openNetwork: () => nock.enableNetConnect(),
    async restore() {
      nock.cleanAll()
      nock.restore()
    },
  }
}

async function mockedByMsw(library, origins) {
  const { http, HttpResponse } = await import(library)
  const { setupServer } = await import(`${library}/node`)
  const leaked = []
  const unhandled = []
  const server = setupServer(
    ...origins.map((origin) =>
      http.get(`${origin}/greeting`, ({ request }) => {
        leaked.push(...ownFields(Object.fromEntries(request.headers)))
        return HttpResponse.text('mocked')
      }),
    ),
  )
  const note = ({ method, url }) => void unhandled.push(`${method} ${url}`)
  // By its name in version 2, and in 3.
  server.listen({
    onUnhandledRequest: note,
    onUnhandledFrame: ({ frame }) => note(frame.data.request),
  })
  return {
    unhandled: () => unhandled,
    leaked: () => leaked,
    restore: async () => server.close(),
  }
}
