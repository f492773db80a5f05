/** The pages of the bank: tables, forms and a view state. */
import { amountText } from './data.mjs'

export const loginPage = (state) =>
  page(
    state,
    'Anmeldung',
    `<form action="/ebank/login.do" method="post">${hidden(state)}
<table class="form"><tr><td>Kundennummer</td><td><input name="kdnr" maxlength="8"></td></tr>
<tr><td>PIN</td><td><input name="pin" type="password"></td></tr></table>
<input type="submit" name="btnLogin" value="Anmelden"></form>
<p class="hint">Wir fragen nie per E-Mail nach Ihrer PIN.</p>`,
  )

export const overviewPage = (state, { accounts, lastLogin, owner, total }) =>
  page(
    state,
    'Finanzstatus',
    `<p>Guten Tag ${owner.title} ${owner.name}, Ihre letzte Anmeldung: ${lastLogin}</p>
<table class="list"><tr><th>Konto</th><th>IBAN</th><th>Saldo</th></tr>
${accounts
  .map(
    ({ balance, currency, iban, label }) =>
      `<tr><td>${label}</td><td>${iban}</td><td align="right">${amountText(balance)} ${currency}</td></tr>`,
  )
  .join('\n')}
<tr class="sum"><td colspan="2">Summe</td><td align="right">${amountText(total)} EUR</td></tr></table>
<p>Ihre Filiale: ${owner.branch}</p>`,
  )

export const transferPage = (state, { accounts }) =>
  page(
    state,
    'Überweisung',
    `<form action="/ebank/transfer.do" method="post">${hidden(state)}
<select name="konto">${accounts.map(({ iban, number }) => `<option value="${number}">${iban}</option>`).join('')}</select>
<input name="empfaenger"><input name="iban"><input name="betrag"><input name="zweck">
<input type="submit" name="btnNext" value="Weiter"></form>`,
  )

export const confirmPage = (state, { amount, payee, tan }) =>
  page(
    state,
    'Überweisung bestätigen',
    `<form action="/ebank/confirm.do" method="post">${hidden(state)}
<p>Sie überweisen <b>${amountText(amount)} EUR</b> an <b>${payee}</b>.</p>
<p>Bitte geben Sie die TAN zur Auftragsnummer ${tan} ein.</p>
<input name="tan"><input type="submit" name="btnOk" value="Bestätigen"></form>`,
  )

export const receiptPage = (state, { amount, number, payee, when }) =>
  page(
    state,
    'Auftrag angenommen',
    `<div class="ok">Ihr Auftrag ${number} wurde am ${when} Uhr angenommen.</div>
<p>Empfänger: ${payee}</p><p>Betrag: ${amountText(amount)} EUR</p><p>Ausführung: sofort</p>`,
  )

const hidden = ({ token, view }) =>
  `<input type="hidden" name="javax.faces.ViewState" value="${view}"><input type="hidden" name="_token" value="${token}">`

function page({ host, ticket }, title, main) {
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>Nordbank - ${title}</title>
<link rel="stylesheet" type="text/css" href="/ebank/res/bank.css?v=4.12"></head>
<body><div id="head"><a href="https://${host}/ebank/start.do">Nordbank</a> Online-Banking</div>
<div id="main"><h1>${title}</h1>
${main}
</div><div id="foot">Nordbank AG, Hafenallee 4, 20457 Hamburg<!-- ${ticket} --></div></body></html>
`
}
