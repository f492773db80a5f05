import { expect, test } from 'vitest'
import { clientVariables } from './client-variables.ts'

const settings = {
  proxyUrl: 'http://127.0.0.1:8080',
  ca: { certPath: '/ca.crt', pem: '', spki: 'abc=' },
  environment: {},
  noProxy: [],
}

test('all clients are sent to the proxy, also those that ask localhost', () => {
  const { NODE_OPTIONS: _, ...variables } = clientVariables({
    ...settings,
    environment: { NO_PROXY: 'localhost', ALL_PROXY: 'socks5://corp.test' },
  })
  expect(variables).toEqual({
    HTTP_PROXY: 'http://127.0.0.1:8080',
    http_proxy: 'http://127.0.0.1:8080',
    HTTPS_PROXY: 'http://127.0.0.1:8080',
    https_proxy: 'http://127.0.0.1:8080',
    NO_PROXY: '',
    no_proxy: '',
    HARTIFACT_PROXY: 'http://127.0.0.1:8080',
    HARTIFACT_CA: '/ca.crt',
    HARTIFACT_CA_SPKI: 'abc=',
  })
})

test('hosts can be left out', () => {
  const variables = clientVariables({ ...settings, noProxy: ['a.test', '.b.test'] })
  expect(variables).toMatchObject({ NO_PROXY: 'a.test,.b.test', no_proxy: 'a.test,.b.test' })
})

test('what npm hands down does not lead around the proxy', () => {
  const environment = { npm_config_https_proxy: 'http://corp.test', npm_config_noproxy: 'a.test' }
  expect(clientVariables({ ...settings, environment })).toMatchObject({
    npm_config_https_proxy: 'http://127.0.0.1:8080',
    npm_config_noproxy: '',
  })
})
