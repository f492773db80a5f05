import { form, html } from '../../kit/body.mjs'
import { amountText, dayText } from './data.mjs'
import { confirmPage, receiptPage, transferPage } from './pages.mjs'

/** A transfer by forms: each page posts, and is redirected to the next. */
export function transfer({ base, data, run, state }) {
  const wish = { amount: 245.5, payee: 'Fahrrad Kessler' }
  const number = run.draw('N2', 'transfer').int(70_200_000, 70_900_000)
  const tan = run.draw('N2', 'tan').int(4000, 9000)
  const post = (tag, path, pairs, location) =>
    run.exchange({
      tag,
      kind: 'write',
      method: 'POST',
      url: `${base}/${path}`,
      body: form([
        ['javax.faces.ViewState', state(`${tag} page`).view],
        ['_token', state('').token],
        ...pairs,
      ]),
      answer: { status: 302, headers: [['location', `${base}/${location}`]] },
    })
  run.exchange({
    tag: 'transfer.page',
    kind: 'page',
    url: `${base}/transfer.do`,
    answer: { body: html(transferPage(state('transfer page'), data)) },
  })
  post(
    'transfer',
    'transfer.do',
    [
      ['konto', '1'],
      ['empfaenger', wish.payee],
      ['iban', 'DE02120300000000202051'],
      ['betrag', amountText(wish.amount)],
      ['zweck', 'Rechnung 881'],
      ['btnNext', 'Weiter'],
    ],
    'confirm.do',
  )
  run.exchange({
    tag: 'confirm.page',
    kind: 'page',
    url: `${base}/confirm.do`,
    answer: { body: html(confirmPage(state('confirm page'), { ...wish, tan })) },
  })
  post(
    'confirm',
    'confirm.do',
    [
      ['tan', run.draw('N5', 'tan').digits(6)],
      ['btnOk', 'Bestaetigen'],
    ],
    `receipt.do?order=${number}`,
  )
  run.exchange({
    tag: 'receipt',
    kind: 'page',
    url: `${base}/receipt.do`,
    query: [['order', number]],
    answer: {
      body: html(
        receiptPage(state('receipt'), { ...wish, number, when: dayText(run.now(), true) }),
      ),
    },
  })
}

/** Logs out. */
export function leave({ base, run }) {
  run.exchange({
    tag: 'logout',
    kind: 'write',
    method: 'GET',
    url: `${base}/logout.do`,
    answer: {
      status: 302,
      headers: [['location', `${base}/goodbye.do`]],
      cookies: ['JSESSIONID=; Path=/ebank; Secure; HttpOnly; Max-Age=0'],
    },
  })
}
