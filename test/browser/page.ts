import { createBinance, ed25519, hmac } from 'tradespec/binance'

/** Shows trades and the account's events as they come. Addresses and keys stand in the query of the page's address. */
const settings = Object.fromEntries(new URLSearchParams(location.search))
const { streamUrl, wsApiUrl, apiKey = '', secret = '', privateKey } = settings
const auth = privateKey === undefined ? hmac({ apiKey, secret }) : ed25519({ apiKey, privateKey })
const binance = createBinance({ auth, streamUrl, wsApiUrl })

const place = (id: string): HTMLElement => document.getElementById(id) ?? document.body
const list = (id: string, text: string): void => {
  place(id).append(Object.assign(document.createElement('li'), { textContent: text }))
}
const tell = (error: unknown): void => {
  place('errors').textContent += `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`
}

const streams = binance.streams({ silenceMs: 1000 })
const words = { open: 'connected', down: 'down', restored: 'restored' } as const
for (const name of ['open', 'down', 'restored'] as const) {
  streams.on(name, () => {
    place('state').textContent = words[name]
  })
}
streams.subscribe('btcusdt@aggTrade', ({ a, p, q }) => list('trades', `${a} ${p} ${q}`)).ready.catch(tell)

async function account(): Promise<void> {
  const events = binance.userData()
  await events.ready
  const api = binance.wsApi()
  await api.call('order.place', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01', newClientOrderId: 'from-a-page' })
  await api.close()
  for await (const event of events) {
    if (event.e !== 'executionReport') continue
    list('events', `${event.c} ${event.X}`)
    if (event.X === 'FILLED') break
  }
}

account().catch(tell)
