/**
 * `text` without its percent-encoding (RFC 3986 §2.1). Never throws: where the whole of it is not
 * valid UTF-8, only the escapes of ASCII characters are decoded and the rest stays.
 */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%[0-7][0-9a-f]/gi, (escape) =>
      String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
    )
  }
}

/** As `encodeURIComponent`, but takes lone surrogates too, as U+FFFD. */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
  }
}
