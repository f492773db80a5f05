import { text } from '../../kit/body.mjs'

/** Messages of the bank's SOAP services. */
export function envelope(body, header = '') {
  return text(
    'text/xml; charset=utf-8',
    `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">${header && `<soap:Header>${header}</soap:Header>`}<soap:Body>${body}</soap:Body></soap:Envelope>`,
  )
}

/** An element with its members, in order; lists repeat the element. */
export function element(name, content, attributes = '') {
  const start = attributes ? `<${name} ${attributes}>` : `<${name}>`
  if (content === null) return `<${name} xsi:nil="true"/>`
  if (typeof content !== 'object') return `${start}${escaped(content)}</${name}>`
  const members = Object.entries(content).map(([key, value]) =>
    Array.isArray(value) ? value.map((item) => element(key, item)).join('') : element(key, value),
  )
  return `${start}${members.join('')}</${name}>`
}

const escaped = (value) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
