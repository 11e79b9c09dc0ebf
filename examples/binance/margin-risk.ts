/** Margin calls and debts of the cross-margin account, and orders for shares: streams by listen key, which the client makes and keeps alive. */
import { createBinance, hmac } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'

// A mock, because the testnet has neither. With the real service only `auth` is needed.
const key = { apiKey: 'example-key', secret: 'example-secret' }
const exchange = await startMockServer({ credentials: key })
const { url: baseUrl, marginStreamUrl, equityStreamUrl } = exchange
const binance = createBinance({ auth: hmac(key), baseUrl, marginStreamUrl, equityStreamUrl })

const risk = binance.marginRisk()
const shares = binance.equityData()
risk.on('gap', ({ cause }) => console.log(`something may be missing (${cause}): ask \`binance.margin.marginAccount()\``))
await Promise.all([risk.ready, shares.ready])

exchange.emitMarginRisk({ e: 'USER_LIABILITY_CHANGE', E: Date.now(), a: 'BTC', t: 'BORROW', p: '0.50000000', i: '0.00000150' })
exchange.emitMarginRisk({ e: 'MARGIN_LEVEL_STATUS_CHANGE', E: Date.now(), l: '1.18', s: 'MARGIN_CALL' })
for await (const event of risk) {
  if (event.e === 'USER_LIABILITY_CHANGE') console.log(`debt       ${event.a} ${event.p} after ${event.t}, interest ${event.i}`)
  if (event.e === 'MARGIN_LEVEL_STATUS_CHANGE') {
    console.log(`margin     level ${event.l}: ${event.s}`)
    break
  }
}

const report = {
  x: 'ORDER_UPDATE',
  i: '5f0c6f2e',
  b: 'EQ_AAPL',
  q: 'USD',
  S: 'buy',
  o: 'limit',
  p: 231.5,
  Q: 2,
  fq: 1,
  s: 'partially_filled',
}
exchange.emitEquity({ e: 'orderReport', E: Date.now(), ...report })
for await (const event of shares) {
  if (event.e === 'orderReport') console.log(`order      ${event.S} ${event.Q} of ${event.b}: ${event.s}, filled ${event.fq}`)
  break
}
// Leaving the loops has closed both, and deleted the key of the first.
await exchange.close()
