import { once } from 'node:events'
import { access, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { startShop, type Shop } from './start-shop.ts'
import { getWithHttp1, openChat, sendWithHttp2 } from './test-clients.ts'

describe('the HTTPS port', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await startShop()
  })
  afterAll(() => shop.close())

  test('speaks HTTP/2', async () => {
    const page = await sendWithHttp2(`${shop.httpsUrl}/products/1`, shop.caPem)
    expect(page).toMatchObject({ status: 200, httpVersion: '2.0' })
    expect(page.body).toContain('data-testid="add-to-cart"')
    const large = await sendWithHttp2(`${shop.httpsUrl}/api/large?kb=64`, shop.caPem)
    expect(Buffer.byteLength(large.body, 'utf8')).toBeGreaterThanOrEqual(65_536)
    const events = await sendWithHttp2(
      `${shop.httpsUrl}/events/prices?count=2&interval=1`,
      shop.caPem,
    )
    expect(events.body.match(/^event: price$/gm)).toHaveLength(2)
  })

  test('takes a body over HTTP/2', async () => {
    const answer = await sendWithHttp2(`${shop.httpsUrl}/api/cart/items`, shop.caPem, {
      headers: { ':method': 'POST', 'content-type': 'application/json' },
      body: '{"productId":1}',
    })
    expect(answer.status).toBe(201)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^shop_cart=guest-.*HttpOnly; Secure/)
  })

  test('speaks HTTP/1.1 to those who do not know HTTP/2', async () => {
    const page = await getWithHttp1(`${shop.httpsUrl}/`, shop.caPem)
    expect(page).toMatchObject({ status: 200, httpVersion: '1.1' })
  })

  test('has a certificate for localhost too, which only the test authority vouches for', async () => {
    const { port } = new URL(shop.httpsUrl)
    const page = await getWithHttp1(`https://localhost:${port}/`, shop.caPem)
    expect(page.status).toBe(200)
    await using other = await startShop()
    await expect(getWithHttp1(`${shop.httpsUrl}/`, other.caPem)).rejects.toThrow(/certificate/)
  })

  test('tells where the authority is', async () => {
    expect(await readFile(shop.caPath, 'utf8')).toBe(shop.caPem)
  })

  test.each(['ws', 'wss'])('chats over %s', async (scheme) => {
    const base = scheme === 'ws' ? shop.httpUrl : shop.httpsUrl
    const { socket, welcome, ask } = await openChat(
      `${base.replace('http', 'ws')}/ws/support`,
      shop.caPem,
    )
    expect(JSON.parse(welcome)).toMatchObject({ type: 'welcome' })
    expect(JSON.parse((await ask('¿té?')).toString())).toEqual({ type: 'reply', text: '¿té?' })
    expect([...(await ask(Buffer.from([1, 2, 255])))]).toEqual([255, 2, 1])
    socket.send('bye')
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
    expect([code, reason.toString()]).toEqual([1000, 'bye'])
  })

  test('says what it expects where a WebSocket is spoken', async () => {
    expect((await fetch(`${shop.httpUrl}/ws/support`)).status).toBe(426)
  })
})

test('closing ends chats with 1001, streams and idle connections, and removes the folder', async () => {
  const shop = await startShop()
  const { socket } = await openChat(`${shop.httpsUrl.replace('http', 'ws')}/ws/support`, shop.caPem)
  const stream = await fetch(`${shop.httpUrl}/events/prices`)
  const idle = connect(Number(new URL(shop.httpsUrl).port), '127.0.0.1')
  await once(idle, 'connect')

  const ended = Promise.all([
    once(socket, 'close'),
    stream.text().catch((error: unknown) => error),
    once(idle, 'close'),
  ])
  await shop.close()
  const [[code]] = (await ended) as [[number], unknown, unknown]
  expect(code).toBe(1001)
  await expect(access(shop.caPath)).rejects.toThrow('ENOENT')
  await expect(fetch(shop.httpUrl)).rejects.toThrow('fetch failed')
  await shop.close()
})

describe('the command', () => {
  test('opens the release it is told', async () => {
    const { exitCode, text, shop } = await runCommand(['--release', '2', '--quiet'])
    await using open = shop as Shop
    expect(exitCode).toBe(0)
    expect(text).toContain(`HTTPS  ${open.httpsUrl}\nCA     ${open.caPath}\n`)
    expect(open.release).toBe(2)
  })

  test('names a port that is taken, and leaves nothing open', async () => {
    await using other = await startShop()
    const { port } = new URL(other.httpsUrl)
    const { exitCode, text, shop } = await runCommand(['--https-port', port])
    expect([exitCode, shop]).toEqual([1, undefined])
    expect(text).toContain(`Port ${port} is already in use.`)
  })

  test.each([
    [['--release', '3'], '--release must be 1 or 2'],
    [['--port', '-1'], '--port'],
    [['--https-port', '70000'], '--https-port must be a number from 0 to 65535'],
    [['--prot', '1'], '--prot'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, text } = await runCommand(args)
    expect(exitCode).toBe(2)
    expect(text).toContain(message)
    expect(text).toContain('--help')
  })

  test('explains itself', async () => {
    const { exitCode, text } = await runCommand(['--help'])
    expect(exitCode).toBe(0)
    expect(text).toContain('--https-port')
  })
})
