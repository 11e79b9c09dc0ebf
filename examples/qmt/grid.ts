/** A grid: purchases at five prices below a base price. */
import { setTimeout as sleep } from 'node:timers/promises'
import { TradingError } from 'tradespec'
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const SYMBOL = '000001'
/** In hundredths of a yuan: whole numbers add up exactly, fractions do not. */
const BASE_PRICE = 1000
const GRID_SIZE = 10
const GRID_LEVELS = 5
const SHARES_PER_GRID = 100
const PAUSE_MS = 100

const prices = Array.from({ length: GRID_LEVELS }, (_, level) => (BASE_PRICE - (level + 1) * GRID_SIZE) / 100)

for (const price of prices) {
  try {
    const { results } = await qmt.buy({ symbol: SYMBOL, price, shares: SHARES_PER_GRID, strategy_name: '网格' })
    console.log(`${price.toFixed(2)}: order ${results[0]?.result?.order_id}`)
  } catch (error) {
    if (!(error instanceof TradingError)) throw error
    console.log(`${price.toFixed(2)}: ${error.outcome}, ${error.message}`)
    // It may stand in the market. A grid that goes on without knowing may end up with two orders on a level.
    if (error.outcome === 'unknown') break
  }
  await sleep(PAUSE_MS)
}

const grid = (await qmt.getOrders({ cancelable_only: true })).filter(({ strategy_name }) => strategy_name === '网格')
console.log(`${grid.length} orders of the grid stand`)
// It is only an example.
for (const { order_id } of grid) await qmt.cancelOrder({ order_id })
