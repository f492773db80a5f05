import { dirname, resolve } from 'node:path'
import { type CaptureProxy, memoryStore, type ProxyOptions, startProxy } from '@hartifact/core'
import type { PlaywrightTestOptions, WorkerInfo } from '@playwright/test'
import { trustInTunnels } from './node-trust.ts'
import { type CaptureOptions, captureOptions } from './options.ts'
import { configuredProxy, type PlaywrightProxy, upstreamOf } from './upstream.ts'

/**
 * The capture proxy of one worker. It starts with the first test that is captured, so workers whose
 * tests all say `session: false` never pay for it.
 */
export class WorkerCapture implements AsyncDisposable {
  /** The proxy of the configuration, which ours goes through. */
  readonly configuredProxy: PlaywrightProxy | undefined
  /** The client certificates of the configuration, which our proxy shows. */
  readonly clientCertificates: PlaywrightTestOptions['clientCertificates']
  /** Whether certificates of all servers are accepted. */
  readonly insecure: boolean
  readonly #options: ProxyOptions
  readonly #undo: Array<() => unknown> = []
  #started: Promise<CaptureProxy> | undefined

  /** @throws HartifactError `INVALID_ARGUMENT` */
  constructor(hartifact: CaptureOptions, { config, project }: WorkerInfo) {
    const { store, upstream, ...others } = captureOptions(hartifact)
    const folder = config.configFile ? dirname(config.configFile) : config.rootDir
    const clientCertificates = project.use.clientCertificates?.map((certificate) =>
      relativeTo(folder, certificate),
    )
    const use = { ...project.use, ...(clientCertificates && { clientCertificates }) }
    const resolvedUpstream = upstreamOf(use, upstream)
    this.configuredProxy = configuredProxy(project.use)
    this.clientCertificates = project.use.clientCertificates
    this.insecure = resolvedUpstream.insecure === true
    this.#options = { ...others, upstream: resolvedUpstream, store: storeFolder(store, folder) }
  }

  /** @throws HartifactError as `startProxy` does */
  start(): Promise<CaptureProxy> {
    this.#started ??= this.#start()
    return this.#started
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started?.catch(() => {})
    for (const undo of this.#undo.splice(0).toReversed()) await undo()
  }

  async #start(): Promise<CaptureProxy> {
    const proxy = await startProxy({ ...this.#options, defaultSession: false })
    this.#undo.push(() => proxy[Symbol.asyncDispose]())
    this.#undo.push(trustInTunnels(Number(new URL(proxy.url).port), proxy.ca.pem))
    return proxy
  }
}

type ClientCertificate = NonNullable<PlaywrightTestOptions['clientCertificates']>[number]

/** Playwright reads paths in a configuration relative to it. */
function relativeTo(folder: string, certificate: ClientCertificate): ClientCertificate {
  const { certPath, keyPath, pfxPath } = certificate
  return {
    ...certificate,
    ...(certPath !== undefined && { certPath: resolve(folder, certPath) }),
    ...(keyPath !== undefined && { keyPath: resolve(folder, keyPath) }),
    ...(pfxPath !== undefined && { pfxPath: resolve(folder, pfxPath) }),
  }
}

/** Workers have no working folder to speak of: what is relative is relative to the configuration. */
function storeFolder(store: string | undefined, configFolder: string): string {
  if (store === memoryStore) return store
  if (store !== undefined) return resolve(configFolder, store)
  return resolve(process.env['HARTIFACT_STORE'] || resolve(configFolder, '.hartifact'))
}
