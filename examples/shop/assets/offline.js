// Registers the service worker and asks it for an answer that the server does not have.
const byId = (id) => document.getElementById(id)

async function greet() {
  const response = await fetch('/sw-hello')
  byId('sw-hello').textContent = response.ok ? await response.text() : `status ${response.status}`
}

byId('sw-check').addEventListener('click', () => void greet())
try {
  await navigator.serviceWorker.register('/sw.js', { scope: '/' })
  await navigator.serviceWorker.ready
  if (navigator.serviceWorker.controller === null) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
    })
  }
  byId('sw-status').textContent = 'active'
  await greet()
} catch (error) {
  byId('sw-status').textContent = `failed: ${error.message}`
}
