/** Whether an endpoint is meant; without a pattern, all are. */
export function endpointMatcher(pattern: string | undefined): (endpoint: string) => boolean {
  if (pattern === undefined) return () => true
  const wanted = segmentsOf(pattern)
  return (endpoint) => {
    const segments = segmentsOf(endpoint)
    return (
      segments.length === wanted.length &&
      wanted.every((segment, index) => segment === '*' || segment === segments[index])
    )
  }
}

/** `GET /api/me` as `GET`, ` `, `/`, `api`, `/`, `me`: what is between is compared, too. */
function segmentsOf(endpoint: string): string[] {
  return endpoint.split(/([ /])/)
}
