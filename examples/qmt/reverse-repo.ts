/** Reverse repo: lend the cash overnight (131810.SZ), in steps of 1000 yuan. */
import { createQmt, QmtTradeError, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

// Keep 1000 yuan back. Without it: everything.
const { results } = await qmt.reverseRepo({ reserve_amount: 1000 })
for (const { trader_index, outcome, result } of results) {
  console.log(`account ${trader_index}: ${outcome}, lent ${result?.order_amount} of ${result?.available_cash}, order ${result?.order_id}`)
}

// With less than 1000 yuan nothing is placed. In Python that is an answer like any other; here it is an error.
const { cash } = await qmt.getPortfolio()
try {
  await qmt.reverseRepo({ reserve_amount: cash })
} catch (error) {
  if (!(error instanceof QmtTradeError)) throw error
  console.log(`${error.outcome}: ${error.message}`)
}
