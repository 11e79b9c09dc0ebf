/** The first calls: what the account is worth, a purchase by fraction, a sale by number. */
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env

// In the manual a trade that names no account goes to every account of the server. Here it goes to this one, or is refused unsent.
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const { total_asset, cash } = await qmt.getPortfolio()
console.log(`total assets ${total_asset}, cash ${cash}`)

// For a tenth of the total assets, on top of what is held: it is not a target.
const bought = await qmt.buy({ symbol: '000001', price: 10.5, position_pct: 0.1 })
console.log(`buy: order ${bought.results[0]?.result?.order_id}, ${bought.results[0]?.result?.order_num} shares`)

const sold = await qmt.sell({ symbol: '000001', price: 10.6, shares: 500 })
console.log(`sell: order ${sold.results[0]?.result?.order_id}, ${sold.results[0]?.result?.order_num} shares`)
