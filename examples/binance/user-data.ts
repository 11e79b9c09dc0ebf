/**
 * The account's events: orders, fills, balances. No listen key: the subscription is signed. With `reconcile` what happened during an
 * interruption is read over REST and handed out as `executionReport` with `recovered: true`, each once and in its place.
 */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const { TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, wsApiUrl })

// Markets in which orders may come up that this program did not place: REST cannot be asked for all of them at once.
const events = binance.userData({ reconcile: true, symbols: ['BTCUSDT'] })
events.on('down', ({ cause }) => console.log(`the connection is lost (${cause}); another one is on its way`))
events.on('reconciled', ({ events: count, unread }) => console.log(`${count} events were missed; could not be read: ${unread.length}`))
await events.ready

const symbol = 'BTCUSDT'
const { bidPrice } = await binance.tickerBookTicker({ symbol })
const price = (Number(bidPrice) * 0.95).toFixed(2)
const { clientOrderId } = await binance.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price })
await binance.deleteOrder({ symbol, origClientOrderId: clientOrderId })

for await (const event of events) {
  // `e` says which event it is, and TypeScript knows its members from there.
  if (event.e === 'outboundAccountPosition') {
    for (const { a: asset, f: free, l: locked } of event.B) console.log(`balance    ${asset} free ${free}, locked ${locked}`)
  } else if (event.e === 'executionReport') {
    console.log(`order      ${event.i} ${event.S} ${event.q} at ${event.p}: ${event.x}, now ${event.X}, filled ${event.z}`)
    if (event.recovered) console.log('           (while nobody was told)')
    // A cancellation has an id of its own, `c`; the order's stands in `C`.
    if (event.X === 'CANCELED' && event.C === clientOrderId) break
  } else console.log(event.e)
}
// Leaving the loop has closed the connection.
