import childProcess from 'node:child_process'
import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import * as httpNamespace from 'node:http'
import http2 from 'node:http2'
import * as http2Namespace from 'node:http2'
import https from 'node:https'
import * as httpsNamespace from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import * as tlsNamespace from 'node:tls'

const objects = {
  'http.Agent.prototype': http.Agent.prototype,
  'https.Agent.prototype': https.Agent.prototype,
  http,
  https,
  http2,
  tls,
  net,
  'net.Socket.prototype': net.Socket.prototype,
  'net.Server.prototype': net.Server.prototype,
  child_process: childProcess,
  'ChildProcess.prototype': childProcess.ChildProcess.prototype,
  Error,
  globalThis,
}
const namespaces = {
  'node:http': httpNamespace,
  'node:https': httpsNamespace,
  'node:http2': http2Namespace,
  'node:tls': tlsNamespace,
}

/**
 * Everything that routing may replace, by name. Getters are compared as functions, not by what they
 * give.
 *
 * @returns {Map<string, unknown>}
 */
export function patchable() {
  const found = new Map()
  for (const [name, object] of Object.entries(objects)) {
    for (const [key, descriptor] of Object.entries(allDescriptors(object))) {
      for (const [attribute, value] of Object.entries(descriptor)) {
        found.set(`${name} ${key} ${attribute}`, value)
      }
    }
  }
  // What `import { request } from 'node:https'` sees.
  for (const [name, namespace] of Object.entries(namespaces)) {
    for (const [key, value] of Object.entries(namespace)) found.set(`import ${name} ${key}`, value)
  }
  for (const name of ['net.client.socket', 'net.server.socket']) {
    found.set(`subscribers of ${name}`, diagnostics.channel(name).hasSubscribers)
  }
  for (const event of process.eventNames()) {
    found.set(`listeners of process ${String(event)}`, process.listenerCount(event))
  }
  for (const [key, value] of Object.entries(process.env)) found.set(`env ${key}`, value)
  return found
}

/** Names of what is not as it was. */
export function differences(before, after = patchable()) {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  )
}

function allDescriptors(object) {
  const descriptors = Object.getOwnPropertyDescriptors(object)
  return Object.fromEntries(
    Reflect.ownKeys(descriptors).map((key) => [String(key), descriptors[key]]),
  )
}
