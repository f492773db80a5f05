import { expect, test } from 'vitest'
import { javaOptions, looksLikeJava, usersTrustStore } from './java-options.ts'

test.each([
  ['java', true],
  ['/usr/bin/java', true],
  [String.raw`C:\Program Files\Java\bin\java.exe`, true],
  ['./gradlew', true],
  ['mvnw.cmd', true],
  ['javac', false],
  ['node', false],
  ['', false],
])('%j is started on Java: %s', (command, expected) => {
  expect(looksLikeJava(command)).toBe(expected)
})

test('options of the user stay, and ours come last', () => {
  const store = { path: '/home/a b/trust.jks', password: 'changeit' }
  const settings = { proxyUrl: 'http://127.0.0.1:8080', store, noProxy: ['.a.test', 'b.test'] }
  expect(javaOptions({ ...settings, existing: '-Xmx1g' }).split(/ (?=-|")/)).toEqual([
    '-Xmx1g',
    '-Dhttp.proxyHost=127.0.0.1',
    '-Dhttp.proxyPort=8080',
    '-Dhttps.proxyHost=127.0.0.1',
    '-Dhttps.proxyPort=8080',
    '-Dhttp.nonProxyHosts=*.a.test|b.test',
    '"-Djavax.net.ssl.trustStore=/home/a b/trust.jks"',
    '-Djavax.net.ssl.trustStorePassword=changeit',
  ])
  expect(javaOptions({ ...settings, noProxy: [], existing: undefined })).toContain(
    ' -Dhttp.nonProxyHosts= ',
  )
})

test('the trust store of the user is found', () => {
  expect(usersTrustStore('-Xmx1g -Djavax.net.ssl.trustStore=/a.jks')).toEqual({
    path: '/a.jks',
    password: 'changeit',
  })
  const options =
    "-Djavax.net.ssl.trustStorePassword=secret -Djavax.net.ssl.trustStore='/a b.jks' -Da=b"
  expect(usersTrustStore(options)).toEqual({ path: '/a b.jks', password: 'secret' })
  expect(usersTrustStore('-Xmx1g')).toBeUndefined()
  expect(usersTrustStore(undefined)).toBeUndefined()
})
