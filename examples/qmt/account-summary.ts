/** Money and positions together. */
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const { portfolio, positions, timestamp } = await qmt.getAccountSummary()
console.log(`total assets ${portfolio.total_asset}`)
// The manual counts what was sold today, too.
console.log(`${positions.filter(({ volume }) => volume > 0).length} securities held, ${positions.length} listed`)
// With its zone, unlike the Python client's.
console.log(`as of ${timestamp}`)
