import type { Authority } from '@hartifact/core'
import type { Styles } from '../ui/styles.ts'

/** What clients have to be told, as lines to copy. */
export function instructions(
  { url, ca }: { readonly url: string; readonly ca: Authority },
  styles: Styles,
): string[] {
  const { port } = new URL(url)
  const path = shellWord(ca.certPath)
  const proxies = `HTTP_PROXY=${url} HTTPS_PROXY=${url} NO_PROXY=`
  const rows = [
    ['curl', `curl --proxy ${url} --cacert ${path} https://…`],
    ['Node', `NODE_USE_ENV_PROXY=1 ${proxies} NODE_EXTRA_CA_CERTS=${path} node …`],
    ['Python', `${proxies} SSL_CERT_FILE=${path} REQUESTS_CA_BUNDLE=${path} python3 …`],
    [
      'Chromium',
      `chromium --proxy-server=${url} --proxy-bypass-list='<-loopback>' --ignore-certificate-errors-spki-list=${ca.spki} --user-data-dir="$(mktemp -d)"`,
    ],
    ['Android', `adb reverse tcp:${port} tcp:${port}`],
    ['elsewhere', `ssh -R ${port}:127.0.0.1:${port} OTHER-MACHINE`],
  ] as const
  return [
    `${styles.bold('Proxy'.padEnd(10))} ${url}`,
    `${styles.bold('CA'.padEnd(10))} ${ca.certPath}`,
    '',
    ...rows.map(([who, line]) => `${styles.dim(who.padEnd(10))} ${line}`),
    '',
    styles.dim('Any other command, with all that it starts: hartifact record -- COMMAND'),
    styles.dim(
      'The proxy listens on 127.0.0.1 only. Phones and other machines reach it through the',
    ),
    styles.dim('last two lines, as 127.0.0.1 on their side, and have to trust the CA for HTTPS.'),
  ]
}

/** Quoted for a shell, where it must be. */
function shellWord(text: string): string {
  return /^[\w./:+@%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
