import { dayText } from './data.mjs'
import { element, envelope } from './soap.mjs'

function call({ base, run }, tag, action, parameters, result, kind = 'read') {
  run.exchange({
    tag,
    kind,
    method: 'POST',
    url: `${base.replace('/ebank', '')}/services/AccountService.asmx`,
    headers: [['soapaction', `"urn:nordbank:accounts#${action}"`]],
    retry: kind === 'read',
    body: envelope(
      element(`nb:${action}`, parameters, 'xmlns:nb="urn:nordbank:accounts"'),
      element(
        'nb:MessageId',
        run.draw('N1', 'message', tag).uuid(),
        'xmlns:nb="urn:nordbank:accounts"',
      ),
    ),
    answer: {
      body: envelope(
        element(
          `nb:${action}Response`,
          { 'nb:Result': result },
          'xmlns:nb="urn:nordbank:accounts" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
        ),
      ),
    },
  })
}

/** Calls of the SOAP services, and rates. */
export function services(context) {
  const { data, run } = context
  const { accounts, bookings: booked, rates } = data
  const iso = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, '+01:00')
  call(
    context,
    'soap.balance',
    'GetBalance',
    { 'nb:AccountNo': 1 },
    {
      'nb:AccountNo': 1,
      'nb:Iban': accounts[0].iban,
      'nb:Balance': accounts[0].balance.toFixed(2),
      'nb:Currency': 'EUR',
      'nb:AsOf': iso(run.now()),
      'nb:State': accounts[0].state,
    },
  )
  call(
    context,
    'soap.orders',
    'ListStandingOrders',
    { 'nb:AccountNo': 1, 'nb:Active': true },
    {
      'nb:Order': booked.slice(0, 4).map(({ amount, payee }, at) => ({
        'nb:OrderNo': 300 + at,
        'nb:Payee': payee,
        'nb:Amount': (-amount).toFixed(2),
        'nb:Interval': ['MONTHLY', 'QUARTERLY', 'MONTHLY', 'YEARLY'][at],
        'nb:NextRun': `2026-0${4 + at}-01`,
      })),
    },
  )
  call(
    context,
    'soap.order.create',
    'CreateStandingOrder',
    {
      'nb:AccountNo': 1,
      'nb:Payee': 'Musikschule Linden',
      'nb:Amount': '61.00',
      'nb:Interval': 'MONTHLY',
    },
    {
      'nb:OrderNo': 8000 + run.draw('N2', 'standing').int(0, 900),
      'nb:ConfirmationId': run.draw('N1', 'confirmation').ulid(),
      'nb:CreatedAt': iso(run.now()),
      'nb:State': 'ACCEPTED',
    },
    'write',
  )
  run.exchange({
    tag: 'rates',
    url: `${context.base}/api/Rates.json`,
    answer: {
      body: run.json(
        {
          Status: 'OK',
          ServerTime: dayText(run.now(), true),
          Data: rates.map(({ currency, middle, unit }) => ({
            Currency: currency,
            Unit: unit,
            Middle: Number(
              (middle * (1 + run.draw('N15', 'rate', currency).decimal(-0.02, 0.02, 5))).toFixed(4),
            ),
            Source: 'ECB',
          })),
        },
        'rates',
      ),
    },
  })
}
