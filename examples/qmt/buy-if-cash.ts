/** A simple script: buy if there is cash enough. */
import { createQmt, QmtTradeError, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const { cash } = await qmt.getPortfolio()
console.log(`cash ${cash.toLocaleString('zh-CN', { style: 'currency', currency: 'CNY' })}`)

if (cash < 10_000) console.log('not enough')
else {
  try {
    const { results } = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 })
    console.log(`bought: order ${results[0]?.result?.order_id}`)
  } catch (error) {
    // The manual prints whatever comes back as a success. The server says "success" of orders that it could not place, too.
    if (!(error instanceof QmtTradeError)) throw error
    console.log(`not bought, ${error.outcome}: ${error.message}`)
  }
}
