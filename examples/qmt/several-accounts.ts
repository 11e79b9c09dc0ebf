/**
 * Several accounts. In the manual a trade without an index goes to all of them, and by session even one with an index. Here all of them is
 * something you have to say: allAccounts().
 */
import { createQmt, QmtTradeError, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }) })

// The index is a place in the server's configuration and moves with it. The number of the account does not.
const accounts = await qmt.getAccounts()
for (const { index, account_id } of accounts) {
  const { cash } = await qmt.getPortfolio({ trader_index: index })
  console.log(`account ${index} (${account_id}): cash ${cash}`)
}

// One order for every account. They part company: one may buy while another cannot, and nothing is taken back.
try {
  const { results } = await qmt.allAccounts().buy({ symbol: '000001', price: 10.5, shares: 100 })
  for (const { trader_index, result } of results) console.log(`account ${trader_index}: order ${result?.order_id}`)
} catch (error) {
  if (!(error instanceof QmtTradeError)) throw error
  console.log(error.message)
  // The error has them all, also those that went well: only the others are to be sent again.
  for (const { trader_index, outcome, result, error: text } of error.results) {
    console.log(`account ${trader_index}: ${outcome}, ${result?.message ?? text ?? 'no word from the server'}`)
  }
}
