import { form, html, text } from '../../kit/body.mjs'
import { amountText, dayText } from './data.mjs'
import { loginPage, overviewPage } from './pages.mjs'

/** From the start page by redirects and a form to a session. */
export function logIn({ base, data, run, state }) {
  run.exchange({
    tag: 'start',
    kind: 'redirect',
    url: `${base}/`,
    answer: {
      status: 302,
      headers: [['location', `${base}/login.do`]],
      cookies: [
        `JSESSIONID=${run.draw('N5', 'anonymous').hex(32).toUpperCase()}.node${run.draw('N6', 'sticky').int(1, 4)}; Path=/ebank; Secure; HttpOnly`,
      ],
    },
  })
  run.exchange({
    tag: 'login.page',
    kind: 'page',
    url: `${base}/login.do`,
    answer: { body: html(loginPage(state('login.page'))) },
  })
  run.exchange({
    tag: 'asset.style',
    kind: 'asset',
    url: `${base}/res/bank.css`,
    query: [['v', '4.12']],
    answer: {
      body: text(
        'text/css',
        'body{font-family:Verdana;font-size:11px}\n#head{background:#003366;color:white;padding:8px}\ntable.list td{border-bottom:1px solid #ccc}\ntr.sum td{font-weight:bold}\n',
      ),
    },
  })
  run.exchange({
    tag: 'login',
    kind: 'write',
    method: 'POST',
    url: `${base}/login.do`,
    body: form([
      ['javax.faces.ViewState', state('login.page').view],
      ['_token', state('').token],
      ['kdnr', data.owner.number],
      ['pin', '27182'],
      ['btnLogin', 'Anmelden'],
    ]),
    answer: {
      status: 302,
      headers: [['location', `${base}/overview.do?nav=${run.draw('N16', 'nav').upper(6)}`]],
      cookies: [
        `JSESSIONID=${run.draw('N5', 'session').hex(32).toUpperCase()}.node${run.draw('N6', 'sticky').int(1, 4)}; Path=/ebank; Secure; HttpOnly`,
        `NBTICKET=${run.draw('N5', 'ticket').base62(64)}; Path=/; Secure; HttpOnly; SameSite=Strict`,
      ],
    },
  })
}

/** The page with all accounts, and who owns them. */
export function overview({ base, data, run, state }) {
  const { accounts, owner } = data
  const total = accounts.reduce((sum, { balance }) => sum + balance, 0)
  run.exchange({
    tag: 'overview',
    kind: 'page',
    url: `${base}/overview.do`,
    query: [['nav', run.draw('N16', 'nav').upper(6)]],
    answer: {
      body: html(
        overviewPage(state('overview'), {
          accounts,
          owner,
          total,
          lastLogin: dayText(run.now() - run.draw('N3', 'last').int(1, 90) * 3_600_000, true),
        }),
      ),
    },
  })
  run.exchange({
    tag: 'owner',
    url: `${base}/api/Customer.json`,
    retry: true,
    answer: {
      body: run.json(
        {
          Status: 'OK',
          ServerTime: dayText(run.now(), true),
          Data: {
            CustomerNo: owner.number,
            Salutation: owner.title,
            LastName: owner.name,
            Branch: { Name: owner.branch, Open: '09:00-16:00', Advisor: null },
            MessageCount: run.draw('N15', 'messages').int(2, 8),
            Permissions: ['VIEW', 'TRANSFER', 'REPORT'],
            SessionId: run.draw('N1', 'api-session').ulid(),
          },
        },
        'owner',
      ),
    },
  })
}

function account({ base, run }, { currency, iban, label, limit, number, opened, state }, tag) {
  run.exchange({
    tag,
    url: `${base}/api/Account.json`,
    query: [
      ['no', number],
      ['details', 'full'],
    ],
    answer: {
      body: run.json(
        {
          Status: 'OK',
          ServerTime: dayText(run.now(), true),
          Data: {
            AccountNo: number,
            Label: label,
            Iban: iban,
            Currency: currency,
            CreditLimit: limit,
            OpenedOn: opened,
            State: state,
            AvailableAmount: amountText(1500 + limit),
            Blocked: false,
          },
        },
        tag,
      ),
    },
  })
}

/** Details of accounts, and bookings as JSON and as CSV. */
export function bookings(context) {
  const { base, data, run } = context
  if (run.fault === 'n+1') {
    for (let at = 0; at < 12; at++)
      account(context, { ...data.accounts[at % 3], number: at + 1 }, `n+1:${at}`)
  }
  account(context, data.accounts[0], 'account:1')
  account(context, data.accounts[2], 'account:2')
  run.exchange({
    tag: 'bookings',
    url: `${base}/api/Bookings.json`,
    query: [
      ['account', 1],
      ['from', '01.02.2026'],
      ['to', '28.02.2026'],
      ['order', 'desc'],
    ],
    answer: {
      body: run.json(
        {
          Status: 'OK',
          ServerTime: dayText(run.now(), true),
          Data: {
            AccountNo: 1,
            Bookings: data.bookings.map(({ amount, day, kind, payee, purpose, reference }) => ({
              Reference: reference,
              BookedOn: day,
              Payee: payee,
              Purpose: purpose,
              Kind: kind,
              Amount: amount,
              Currency: 'EUR',
            })),
            Turnover: Number(data.bookings.reduce((sum, { amount }) => sum + amount, 0).toFixed(2)),
            Count: data.bookings.length,
          },
        },
        'bookings',
      ),
    },
  })
  run.exchange({
    tag: 'bookings.csv',
    kind: 'download',
    url: `${base}/export/bookings.csv`,
    query: [['account', 1]],
    answer: {
      headers: [['content-disposition', 'attachment; filename=umsaetze.csv']],
      body: text(
        'text/csv; charset=utf-8',
        `Nr;Buchungstag;Empfaenger;Zweck;Betrag;Erstellt\r\n${data.bookings
          .map(
            ({ amount, day, payee, purpose }, at) =>
              `${at + 1};${day};"${payee}";"${purpose}";${amountText(amount)};${dayText(run.now(), true)}`,
          )
          .join('\r\n')}\r\n`,
      ),
    },
  })
}
