import { binary, form, text } from '../../kit/body.mjs'
import { bearer, tell } from './ask.mjs'
import { day } from './data.mjs'
import { toggles } from './hosts.mjs'
import { bundles, page, stateOf, table } from './pages.mjs'
import { spoken } from './times.mjs'

/** The form for signing in, what it loads, and its answer. */
export function arrive(context) {
  const { base, run } = context
  run.exchange({
    tag: 'login.page',
    kind: 'page',
    url: `${base}/Desk/Login.aspx`,
    query: [['ReturnUrl', '/Desk/Today.aspx']],
    answer: {
      cookies: [
        `ARRAffinity=${run.draw('N6', 'affinity').hex(64)}; Path=/; HttpOnly; Secure`,
        `xp=${run.draw('N24', 'slot').int(0, 99)}.${run.draw('N24', 'arm').pick(['a', 'b'])}; Path=/; Secure; SameSite=Lax`,
      ],
      body: page(
        context,
        'login.page',
        'Sign in',
        '<p>Please sign in with your badge number.</p><input name="ctl00$Main$Badge" /><input name="ctl00$Main$Pin" type="password" /><a href="/Desk/Forgotten.aspx">Forgotten</a>',
      ),
    },
  })
  assets(context)
  run.exchange({
    tag: 'login',
    kind: 'write',
    method: 'POST',
    url: `${base}/Desk/Login.aspx`,
    body: form([
      ...stateOf(run, 'login.page'),
      ['__EventTarget', 'ctl00$Main$SignIn'],
      ['ctl00$Main$Badge', '4-0017'],
      ['ctl00$Main$Pin', '90210'],
      ['ctl00$Main$Site', 'north'],
    ]),
    answer: {
      status: 302,
      headers: [['location', '/Desk/Today.aspx']],
      cookies: [
        `sid=CfDJ8${run.draw('N5', 'sid').base64url(150)}; Path=/; HttpOnly; Secure; SameSite=Strict`,
        'culture=c%3Den-IE; Path=/; Secure',
      ],
    },
  })
}

function assets(context) {
  const { run } = context
  const { css, js, logo } = bundles(context)
  run.parallel('assets', [
    () =>
      run.exchange({
        tag: 'asset.css',
        kind: 'asset',
        url: css,
        answer: {
          body: text(
            'text/css',
            '.grid td{padding:2px 6px;border:1px solid silver}\n#top{background:teal;color:white}\n.calendar-agenda .grid{width:60%}\n#foot{font-size:smaller;color:gray}\n',
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'asset.js',
        kind: 'asset',
        url: js,
        query: [['v', '2.14']],
        answer: {
          body: text(
            'application/javascript',
            'window.Desk={open:function(target,argument){document.forms[0].submit(target,argument)}};\nDesk.refresh=function(){return fetch("/api/load.json").then(function(answer){return answer.json()})};\n'.repeat(
              2,
            ),
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'asset.logo',
        kind: 'asset',
        url: logo,
        answer: {
          headers: [['etag', '"1d9a01c33b7e2aa"']],
          body: binary(
            'image/png',
            Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), run.world('logo').bytes(420)]),
          ),
        },
      }),
  ])
}

/** The page of the day, which features are on, and a token for the health records. */
export function begin(context) {
  const { base, data, run } = context
  run.exchange({
    tag: 'today',
    kind: 'page',
    url: `${base}/Desk/Today.aspx`,
    query: [['day', day.spoken]],
    answer: {
      body: page(
        context,
        'today',
        `Appointments on ${day.spoken}`,
        `<p>Printed ${spoken(run)}. ${run.draw('N15', 'waiting').int(3, 19)} people wait, the longest for ${run.draw('N4', 'longest').int(5, 50)} min.</p>
${table(
  ['Slot', 'Patient', 'Insurance', 'Doctor', 'Fee'],
  data.appointments.map(({ doctor, fee, patient, slot }) => [
    slot,
    `<a href="/Desk/Patient.aspx?p=${patient.number}">${patient.family}, ${patient.given}</a>`,
    patient.insurance,
    `${doctor.name} (${doctor.specialty})`,
    fee.toFixed(2),
  ]),
)}`,
      ),
    },
  })
  const who = Buffer.from('{"kind":"user","key":"desk-4","site":"north"}').toString('base64url')
  run.parallel('begin', [
    () =>
      run.exchange({
        tag: 'flags',
        url: `${toggles}/sdk/evalx/64b1f0/contexts/${who}`,
        noCookies: true,
        etag: `"${run.draw('N7', 'flags').hex(7)}"`,
        answer: {
          body: run.json(
            {
              'new-calendar': {
                value: run.draw('N24', 'new-calendar').pick(['off', 'columns', 'agenda']),
                version: 14,
                'track-events': false,
              },
              'quick-book': {
                value: run.draw('N24', 'quick-book').chance(0.5),
                version: 3,
                'track-events': true,
              },
              'max-slots': { value: 24, version: 8, 'track-events': false },
            },
            'flags',
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'token',
        kind: 'write',
        method: 'POST',
        url: `${base}/connect/token`,
        body: form([
          ['grant_type', 'refresh_token'],
          ['client_id', 'desk-web'],
          ['scope', 'user/*.read launch'],
          ['refresh_token', run.draw('N5', 'refresh').base64url(72)],
        ]),
        answer: {
          body: run.json(
            {
              access_token: bearer(run),
              refresh_token: run.draw('N5', 'refresh-2').base64url(72),
              token_type: 'Bearer',
              expires_in: 900,
              scope: 'user/*.read launch',
            },
            'token',
          ),
        },
      }),
    () => tell(context, 'beacon', 'today'),
  ])
}
