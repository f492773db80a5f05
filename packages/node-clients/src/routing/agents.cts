import type { Duplex } from 'node:stream'
import type { PatchModule } from './patch.cts'
import type { ProxyVariablesModule } from './proxy-variables.cts'
import type { Route, RoutingParts } from './route.cts'
import type { Connected, ConnectOptions, ThroughModule } from './through.cts'
import type { TrustModule } from './trust.cts'

const http = require('node:http') as typeof import('node:http')
const https = require('node:https') as typeof import('node:https')
const { patch } = require('./patch.cjs') as PatchModule
const { overrideVariables } = require('./proxy-variables.cjs') as ProxyVariablesModule
const { connectThrough, wayOf } = require('./through.cjs') as ThroughModule
const { trusting } = require('./trust.cjs') as TrustModule

/**
 * Makes all agents of `http` and `https` connect through the proxy, those too that the process makes
 * itself: what they have in common are the methods of their prototypes.
 *
 * Agents copy the options of a request and ask for its name again whenever its socket becomes free,
 * in any async context. So the route is written into the options when the request comes.
 */
function routeAgents(parts: RoutingParts): () => void {
  const mark = Symbol('hartifact.route')
  const routeIn = (options: object): Route | undefined =>
    mark in options ? (Reflect.get(options, mark) as Route | undefined) : parts.routeOf()

  const variables = overrideVariables(parts)
  const undos = [
    () => variables.undo(),
    patch(http.Agent.prototype, 'addRequest', (original) => {
      return function (...parameters) {
        const [request, options, ...rest] = parameters
        const route = isObject(options) ? parts.routeOf() : undefined
        if (!isObject(options) || (route === undefined && !(mark in options))) {
          return original.apply(this, parameters)
        }
        return original.call(this, request, { ...options, [mark]: route }, ...rest)
      }
    }),
    // That of `https` calls it.
    patch(http.Agent.prototype, 'getName', (original) => {
      return function (...parameters) {
        const name = original.apply(this, parameters) as string
        const [options] = parameters
        const route = isObject(options) ? routeIn(options) : undefined
        return route === undefined ? name : `${name}:hartifact-${route.key}`
      }
    }),
  ]
  for (const prototype of [http.Agent.prototype, https.Agent.prototype]) {
    const secure = prototype === https.Agent.prototype
    const undo = patch(prototype, 'createConnection', (original) => {
      return function (...parameters) {
        const [options, callback] = parameters as [ConnectOptions, Connected | undefined]
        const isUsual = isObject(options) && !variables.obeys(this)
        const way = isUsual ? wayOf(parts, routeIn(options), options, secure) : undefined
        if (!way) return original.apply(this, parameters)
        const { key, ca } = way.route
        const kept = (socket: Duplex | undefined): Duplex | undefined => keep(parts, key, socket)
        const overTls = (socket: Duplex): Duplex | undefined => {
          const own = { ...options, ...trusting(options, ca), socket }
          return variables.without(() => original.call(this, own)) as Duplex | undefined
        }
        const connected: Connected | undefined =
          typeof callback === 'function'
            ? (error, socket) => callback(error, kept(socket))
            : undefined
        return kept(connectThrough(way, secure ? overTls : undefined, connected))
      }
    })
    undos.push(undo)
  }
  return () => {
    for (const undo of undos) undo()
  }
}

/** Idle connections are closed when their session ends, others as soon as they are idle. */
function keep(parts: RoutingParts, key: string, socket: Duplex | undefined): Duplex | undefined {
  if (!socket) return socket
  let isAgents = true
  socket.once('agentRemove', () => {
    isAgents = false
  })
  parts.keep(key, socket, () => {
    if (!isAgents) return
    // Before the agent gives it to another request.
    if (Reflect.get(socket, '_httpMessage')) socket.prependListener('free', () => socket.destroy())
    else if (Reflect.get(socket, 'connecting') !== true) socket.destroy()
    else socket.prependListener('free', () => socket.destroy())
  })
  return socket
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

export type AgentsModule = { readonly routeAgents: typeof routeAgents }

module.exports = { routeAgents } satisfies AgentsModule
