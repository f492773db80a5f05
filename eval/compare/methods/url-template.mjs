/** Method and path with ids taken out, and the operation where one URL has many. */
export function endpointOf({ method, request, requestHeaders, url }) {
  const { host, pathname } = new URL(url)
  const path = pathname.split('/').map(segmentOf).join('/')
  const operation =
    request?.operationName ??
    request?.method ??
    requestHeaders['soapaction'] ??
    new URL(url).searchParams.get('operationName')
  return `${method} ${host}${path}${operation && typeof operation === 'string' ? ` ${operation}` : ''}`
}

function segmentOf(segment) {
  if (/^\d+$/.test(segment)) return '{id}'
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(segment)) return '{id}'
  if (/^[0-9a-f]{16,}$/i.test(segment)) return '{id}'
  if (segment.length >= 16 && /\d/.test(segment) && /[a-z]/i.test(segment) && /^\w+$/.test(segment))
    return '{id}'
  return segment.replace(/([.-])[0-9a-f]{8,}(?=\.)/g, '$1{hash}')
}
