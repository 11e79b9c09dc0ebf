/** The keys of exchanges that you have bound, and whether they can be used. `id` is what orders call `apiKeyId` and balances `bindingId`. */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

// Exchanges are written as in the enum. The manual's own example asks for 'binance', which is none.
const { total } = await qe.listExchangeApis({ exchange: 'Binance', page: 1, pageSize: 10 })
console.log(`${total} keys at Binance`)

// All of them, page by page: a key that does not work can be on the second page too.
for await (const api of qe.paginate.listExchangeApis()) {
  // `status` is Chinese text (正常, 异常); the flags say the same and more.
  const faults = [...(api.isValid ? [] : ['the exchange refuses it']), ...(api.isTradingEnabled ? [] : ['it may not trade'])]
  console.log(`${api.exchange.padEnd(11)} ${api.accountName.padEnd(12)} ${api.id}  ${faults.join(', ') || 'usable'}`)

  // The manual warns of low balances by `api['balance']`. Later documents do not have it; where it is missing that line of Python fails.
  if (api.balance !== undefined && api.balance < 100) console.log(`  only ${api.balance.toFixed(2)} USD left`)
}
