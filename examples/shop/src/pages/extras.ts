import { html } from '../html.ts'
import type { Page } from './layout.ts'

/** `/live`: chat by WebSocket, prices by event stream. */
export function livePage(count: number, interval: number): Page {
  return {
    title: 'Live',
    scripts: ['live.js'],
    content: html` <h2>
        Support: <span id="chat-status" data-testid="chat-status">connecting</span>
      </h2>
      <form id="chat-form">
        <input id="chat-input" aria-label="Message" data-testid="chat-input" />
        <button data-testid="chat-send">Send</button>
        <button id="chat-binary" type="button" data-testid="chat-binary">Send bytes</button>
        <button id="chat-bye" type="button" data-testid="chat-bye">End</button>
      </form>
      <ul id="chat-log" data-testid="chat-log"></ul>
      <h2>Prices: <span id="price-status" data-testid="price-status">connecting</span></h2>
      <ul
        id="price-log"
        data-query="count=${count}&amp;interval=${interval}"
        data-testid="price-log"
      ></ul>`,
  }
}

/** `/offline`: what the service worker says. */
export function offlinePage(): Page {
  return {
    title: 'Offline',
    scripts: ['offline.js'],
    content: html` <p>
        Service worker: <span id="sw-status" data-testid="sw-status">starting</span>
      </p>
      <p>It says: <span id="sw-hello" data-testid="sw-hello"></span></p>
      <button id="sw-check" data-testid="sw-check">Ask again</button>`,
  }
}

/** The page of an error. */
export function errorPage(status: number, detail: string): Page {
  return {
    title: String(status),
    content: html`<p class="error" data-testid="error">${detail}</p>`,
  }
}
