import type { UpstreamOptions } from '../engine.ts'

/** {@link UpstreamOptions} in mockttp's words. */
export function passthroughOptions(upstream: UpstreamOptions): object {
  const { ca, insecure, noProxy, proxy } = upstream
  return {
    // A server that dies in the middle would otherwise reach the client as a success.
    simulateConnectionErrors: true,
    ...(insecure && { ignoreHostHttpsErrors: insecure === true ? true : [...insecure] }),
    ...(ca?.length && { additionalTrustedCAs: ca.map((cert) => ({ cert })) }),
    ...(proxy && {
      proxyConfig: {
        proxyUrl: proxy,
        ...(noProxy?.length && { noProxy: [...noProxy] }),
        ...(ca?.length && { additionalTrustedCAs: ca.map((cert) => ({ cert })) }),
      },
    }),
  }
}
