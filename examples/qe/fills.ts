/** Child orders and their fills: of one order, of a market and a day, and their sums. */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

const { items: ended } = await qe.getMasterOrders({ status: 'COMPLETED', symbol: 'BTCUSDT', pageSize: 1 })
const masterOrderId = ended[0]?.masterOrderId
if (masterOrderId !== undefined) {
  const { total } = await qe.getOrderFills({ masterOrderId, pageSize: 50 })
  console.log(`${total} child orders of ${masterOrderId}`)
}

// The manual adds up the first page and calls it the total. This goes on to the last one.
const day = 86_400_000
const sums = { fills: 0, value: 0, fee: 0 }
const fills = qe.paginate.getOrderFills({
  symbol: 'BTCUSDT',
  status: ['FILLED'],
  startTime: new Date(Date.now() - day).toISOString(),
  endTime: new Date().toISOString(),
})
for await (const { orderCreatedTime, side, price, filledQuantity, filledValue, fee, tradingAccount, type } of fills) {
  if (sums.fills < 5) console.log(`${orderCreatedTime} ${side} ${filledQuantity} at ${price}: ${filledValue} (${type}, ${tradingAccount})`)
  sums.fills += 1
  sums.value += filledValue
  // In which coin a fee was taken is not said here. The order's `commission` has them by coin.
  sums.fee += fee
}
// Numbers in this edition, and good enough for a report; for the books take the decimal strings of qe.v2.listOrderFills.
console.log(`${sums.fills} fills in a day, ${sums.value.toFixed(2)} USDT, fees ${sums.fee.toFixed(4)}`)
