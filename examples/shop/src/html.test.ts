import { expect, test } from 'vitest'
import { html } from './html.ts'

test('escapes text, keeps markup, leaves out what is not there', () => {
  const quoted = html`<p title="${'"a" & \'b\''}"></p>`
  expect(quoted.markup).toBe('<p title="&quot;a&quot; &amp; &#39;b&#39;"></p>')
  const mixed = html`<p>${'<i>'}${false}${undefined}${0}${[html`<b>1</b>`, html`<b>2</b>`]}</p>`
  expect(mixed.markup.replaceAll(/\s/g, '')).toBe('<p>&lt;i&gt;0<b>1</b><b>2</b></p>')
})
