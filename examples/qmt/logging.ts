/** Your own log of what you want to do and what came of it, and the client's: one line per attempt, without keys and signatures. */
import { TradingError } from 'tradespec'
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env

const log = (level: string, message: string, details?: unknown) =>
  console.log(`${new Date().toISOString()} ${level} ${message}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`)

const qmt = createQmt({
  baseUrl,
  auth: signed({ clientId, secretKey }),
  traderIndex: 0,
  // Any logger with a `debug` method fits: console, pino, winston.
  logger: { debug: (message, { operationId }) => log('DEBUG', `[${operationId}] ${message}`) },
})

const orders = [
  { symbol: '000001', price: 10.5, shares: 500 },
  { symbol: '000001', price: 10.5, shares: 150 },
]
for (const order of orders) {
  log('INFO', 'to buy', order)
  try {
    const { results } = await qmt.buy(order)
    log('INFO', 'bought', results)
  } catch (error) {
    if (!(error instanceof TradingError)) throw error
    // Fields to search for later, rather than a text. No secret is among them.
    const { code, outcome, operationId, attempts, message } = error
    log('ERROR', message, { code, outcome, operationId, attempts })
  }
}
