/** Names of fields, parameters and cookies that carry what proves who somebody is. */
const words =
  /(?:^|[^a-z])(?:auth|authorization|token|jwt|session|sid|sess|secret|password|passwd|pwd|api[-_]?key|credential|bearer|signin|login)(?:$|[^a-z])/i

/** Whether a name says that its value is a credential: `access_token`, `sessionId`, `X-Api-Key`. */
export function isCredentialName(name: string): boolean {
  // Words inside of camelCase names are words of their own.
  return words.test(name.replace(/([a-z0-9])([A-Z])/g, '$1-$2'))
}
