import { binary, multipart, text } from '../../kit/body.mjs'
import { dayText } from './data.mjs'
import { element } from './soap.mjs'

/** A statement is made in the background, asked for until it is done, and fetched. */
export function report({ base, data, run, state }) {
  const job = run.draw('N1', 'job').ulid()
  run.exchange({
    tag: 'report',
    kind: 'write',
    method: 'POST',
    url: `${base}/api/Report.json`,
    body: run.json(
      { Kind: 'YEAR_STATEMENT', Year: 2025, Accounts: [1, 3], Token: state('').token },
      'report wish',
    ),
    answer: {
      status: 202,
      body: run.json(
        { Status: 'ACCEPTED', JobId: job, QueuedAt: dayText(run.now(), true) },
        'report',
      ),
    },
  })
  const polls = run.draw('N11', 'report').int(2, 6)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls && run.fault !== 'stuck'
    run.wait(700)
    run.exchange({
      tag: poll === polls ? 'report.poll:last' : 'report.poll',
      kind: 'poll',
      url: `${base}/api/ReportState.json`,
      query: [['job', job]],
      answer: {
        body: run.json(
          { Status: 'OK', JobId: job, State: done ? 'DONE' : 'RUNNING', Pages: done ? 4 : 0 },
          `report ${poll}`,
        ),
      },
    })
  }
  run.exchange({
    tag: 'report.file',
    kind: 'download',
    url: `${base}/files/${job}.xml`,
    answer: {
      body: text(
        'application/xml',
        `<?xml version="1.0"?>\n${element('Statement', {
          Year: 2025,
          Owner: data.owner.name,
          Account: data.accounts.map(({ balance, iban, label }) => ({
            Label: label,
            Iban: iban,
            Closing: balance.toFixed(2),
          })),
          Remark: 'Dieser Beleg ist ohne Unterschrift gueltig.',
        })}\n`,
      ),
    },
  })
}

/** A scan goes up as multipart; a picture comes down. */
export function upload({ base, run, state }) {
  const boundary = `----=_Part_${run.draw('N19', 'upload').digits(12)}`
  run.exchange({
    tag: 'upload',
    kind: 'write',
    method: 'POST',
    url: `${base}/upload.do`,
    body: multipart(boundary, [
      { name: '_token', content: state('').token },
      { name: 'docType', content: 'IDENTITY_CARD' },
      { name: 'pages', content: '2' },
      {
        name: 'file',
        fileName: 'ausweis.jpg',
        type: 'image/jpeg',
        content: Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), run.world('scan').bytes(700)]),
      },
    ]),
    answer: {
      body: run.json(
        {
          Status: 'OK',
          DocumentId: run.draw('N1', 'document').ulid(),
          ReceivedBytes: 704,
          DocType: 'IDENTITY_CARD',
          RetentionDays: 30,
        },
        'upload',
      ),
    },
  })
  run.exchange({
    tag: 'signature',
    kind: 'download',
    url: `${base}/files/signature.gif`,
    answer: {
      body: binary(
        'image/gif',
        Buffer.concat([Buffer.from('GIF89a'), run.world('signature').bytes(300)]),
      ),
    },
  })
}
