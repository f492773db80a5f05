// The support chat (WebSocket) and the prices (event stream).
const byId = (id) => document.getElementById(id)

function add(list, testId, text, kind) {
  const item = document.createElement('li')
  item.dataset.testid = testId
  item.dataset.kind = kind
  item.textContent = text
  list.append(item)
}

const chat = new WebSocket(location.origin.replace(/^http/, 'ws') + '/ws/support')
chat.binaryType = 'arraybuffer'
chat.addEventListener('open', () => {
  byId('chat-status').textContent = 'open'
})
chat.addEventListener('message', ({ data }) => {
  if (typeof data !== 'string') {
    add(byId('chat-log'), 'chat-message', new Uint8Array(data).join(','), 'binary')
    return
  }
  const message = JSON.parse(data)
  add(byId('chat-log'), 'chat-message', message.text, message.type)
})
chat.addEventListener('close', ({ code }) => {
  byId('chat-status').textContent = `closed ${code}`
})
byId('chat-form').addEventListener('submit', (event) => {
  event.preventDefault()
  chat.send(byId('chat-input').value)
  byId('chat-input').value = ''
})
byId('chat-binary').addEventListener('click', () => chat.send(new Uint8Array([1, 2, 3])))
byId('chat-bye').addEventListener('click', () => chat.send('bye'))

const prices = byId('price-log')
const stream = new EventSource(`/events/prices?${prices.dataset.query}`)
stream.addEventListener('open', () => {
  byId('price-status').textContent = 'open'
})
stream.addEventListener('price', ({ data, lastEventId }) => {
  const event = JSON.parse(data)
  const price = event.price ?? event.amount
  add(prices, 'price-event', `${lastEventId}: product ${event.productId} at €${price}`, 'price')
})
stream.addEventListener('error', () => {
  // The browser connects again when the stream ends; the shop then says that there is no more.
  if (stream.readyState === EventSource.CLOSED) byId('price-status').textContent = 'ended'
})
