import { expect, test } from 'vitest'
import { hexDump } from './hex-dump.ts'

test('sixteen bytes in a line', () => {
  expect(hexDump(Buffer.from('\u0089PNG\r\n\u001A\n0123456789', 'latin1'))).toEqual([
    '00000000  89 50 4e 47 0d 0a 1a 0a  30 31 32 33 34 35 36 37  .PNG....01234567',
    '00000010  38 39                                             89',
  ])
  expect(hexDump(new Uint8Array())).toEqual([])
})
