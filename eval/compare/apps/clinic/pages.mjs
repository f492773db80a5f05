import { html } from '../../kit/body.mjs'

const long = (run, key, bytes) => run.draw('N5', 'view', key).bytes(bytes).toString('base64')

/** State of a page: long, and said back with its form. */
export const stateOf = (run, key) => [
  ['__ViewState', `/wEP${long(run, key, 420)}`],
  ['__ViewStateGenerator', run.world('generator', key).hex(8).toUpperCase()],
  ['__RequestVerification_token', run.draw('N5', 'verification').base64url(92)],
]

/** Scripts and styles of all pages. */
export const bundles = ({ base, run }) => ({
  css: `${base}/bundles/desk-${run.draw('N17', 'css').hex(16)}.css`,
  js: `${base}/Scripts/desk.js`,
  logo: `${base}/Content/kestrel.png`,
})

const controls = (state) =>
  state.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}" />`).join('\n')

/** A page with a form around everything. */
export function page(context, key, title, main) {
  const { base, run } = context
  const { css, js, logo } = bundles(context)
  return html(`<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>${title} - Kestrel Desk</title>
<meta name="csrf-token" content="${run.draw('N5', 'antiforgery').base64url(64)}" />
<link href="${css}" rel="stylesheet" /><script src="${js}?v=2.14" defer="defer"></script></head>
<body class="calendar-${run.draw('N24', 'calendar').pick(['classic', 'columns', 'agenda'])}">
<form method="post" id="aspnetForm">
${controls(stateOf(run, key))}
<div id="top"><a href="${base}/Desk/Today.aspx"><img src="${logo}" alt="Kestrel" /></a> North clinic</div>
<h2>${title}</h2>
${main}
<div id="foot">Served by web-${run.draw('N6', 'web', key).int(1, 9)} in ${run.draw('N6', 'took', key).int(11, 240)} ms. Call 4400 for help.</div>
</form></body></html>
`)
}

/** Rows of cells. */
export const table = (head, rows) =>
  `<table class="grid"><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</table>`
