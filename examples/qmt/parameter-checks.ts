/**
 * The manual's safe_buy, which checks lots and prices before it buys: not needed, every call does. Wrong calls do not compile where a type
 * can say it; the rest is refused before it is sent. So is what the server would take and do something else with.
 */
import { InvalidRequestError } from 'tradespec'
import { createQmt, lotOf, normalizeSymbol, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const wrong: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['odd lots', () => qmt.buy({ symbol: '000001', price: 10.5, shares: 150 })],
  ['a price below zero', () => qmt.buy({ symbol: '000001', price: -10, shares: 100 })],
  ['more than everything', () => qmt.buy({ symbol: '000001', price: 10.5, position_pct: 1.5 })],
  // @ts-expect-error: both
  ['fraction and number', () => qmt.buy({ symbol: '000001', price: 10.5, position_pct: 0.1, shares: 500 })],
  // @ts-expect-error: neither
  ['neither', () => qmt.buy({ symbol: '000001', price: 10.5 })],
  // @ts-expect-error: there is no 4, though the manual says 0-5
  ['price type 4', () => qmt.buy({ symbol: '000001', price: 10.5, shares: 100, price_type: 4 })],
  // The server would buy 000001.SZ, which is another company.
  ['another exchange', () => qmt.buy({ symbol: '000001.SH', price: 10.5, shares: 100 })],
]
for (const [what, call] of wrong) {
  try {
    await call()
    console.log(`${what}: was sent`)
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error
    console.log(`${what}: ${error.issues.map(({ message }) => message).join('; ')}`)
  }
}

// To prepare orders with.
for (const symbol of ['000001', '600000', '128013', '110059']) {
  console.log(`${symbol} is ${normalizeSymbol(symbol)} to the server, traded by ${lotOf(symbol, 'manual')}`)
}
