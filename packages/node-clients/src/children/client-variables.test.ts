import { expect, test } from 'vitest'
import { clientVariables } from './client-variables.ts'

const settings = {
  proxyUrl: 'http://127.0.0.1:8080',
  authority: { certPath: '/ca.crt', pem: '', spki: 'abc=' },
  environment: {},
  bypass: [],
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

test('git is told to send credentials unasked', () => {
  const proxyUrl = 'http://session:a@127.0.0.1:8080'
  expect(clientVariables({ ...settings, proxyUrl })).toMatchObject({
    HTTPS_PROXY: proxyUrl,
    GIT_HTTP_PROXY_AUTHMETHOD: 'basic',
  })
})

test('hosts can be left out', () => {
  const variables = clientVariables({ ...settings, bypass: ['a.test', '.b.test', '*.c.test'] })
  const expected = 'a.test,.b.test,.c.test'
  expect(variables).toMatchObject({ NO_PROXY: expected, no_proxy: expected })
})

test('what npm hands down does not lead around the proxy', () => {
  const environment = { npm_config_https_proxy: 'http://corp.test', npm_config_noproxy: 'a.test' }
  expect(clientVariables({ ...settings, environment })).toMatchObject({
    npm_config_https_proxy: 'http://127.0.0.1:8080',
    npm_config_noproxy: '',
  })
})
