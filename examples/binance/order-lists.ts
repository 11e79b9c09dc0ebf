/** Order lists: OCO (one cancels the other), and OTOCO (an order whose fill places an OCO). */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const symbol = 'BTCUSDT'
const { price } = await binance.avgPrice({ symbol })
const times = (factor: number) => (Number(price) * factor).toFixed(2)

// Sell at a profit above, or at a loss below, whichever comes first. Which type needs which prices is part of the types.
const oco = await binance.orderListOco({
  symbol,
  side: 'SELL',
  quantity: '0.001',
  aboveType: 'LIMIT_MAKER',
  abovePrice: times(1.05),
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: times(0.96),
  belowPrice: times(0.95),
  belowTimeInForce: 'GTC',
  newOrderRespType: 'RESULT',
})
console.log(`${oco.contingencyType} ${oco.orderListId}: ${oco.listOrderStatus}`)
// How much a report tells depends on newOrderRespType; the ids are in all of them.
for (const report of oco.orderReports) {
  console.log(`  ${report.orderId} ${'status' in report ? `${report.type} at ${report.price}: ${report.status}` : 'taken'}`)
}

const asked = await binance.getOrderList({ orderListId: oco.orderListId })
console.log(`asked: ${asked.listOrderStatus}`)
const cancelled = await binance.deleteOrderList({ symbol, orderListId: oco.orderListId })
console.log(`cancelled: ${cancelled.listOrderStatus}`)

// Buy below the market; once bought, the two exits are placed.
const otoco = await binance.orderListOtoco({
  symbol,
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: times(0.97),
  workingQuantity: '0.001',
  workingTimeInForce: 'GTC',
  pendingSide: 'SELL',
  pendingQuantity: '0.001',
  pendingAboveType: 'LIMIT_MAKER',
  pendingAbovePrice: times(1.05),
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: times(0.93),
  newOrderRespType: 'RESULT',
})
console.log(`OTOCO ${otoco.orderListId}: ${otoco.listOrderStatus} (the API calls it ${otoco.contingencyType})`)
for (const report of otoco.orderReports) {
  console.log(`  ${report.orderId} ${'status' in report ? `${report.side} ${report.type}: ${report.status}` : 'taken'}`)
}
await binance.deleteOrderList({ symbol, orderListId: otoco.orderListId })
