/**
 * The answer to an order was lost. This server knows no client order ids, but it keeps the strategy's name (the upstream one does not): a
 * name that is used once is as good.
 */
import { randomUUID } from 'node:crypto'
import { TradingError } from 'tradespec'
import { type BuyParams, createQmt, type Schema, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env

// The connection breaks after the server has taken the order.
let breaks = true
const badLine: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (breaks && init?.method === 'POST') throw new TypeError('the connection broke')
  return response
}
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0, fetch: badLine })

/** Buys, and finds the order again when the answer does not come. Undefined: there is none. */
async function buyOnce(params: BuyParams): Promise<Schema<'Order'> | undefined> {
  const strategy_name = `网格 ${randomUUID().slice(0, 8)}`
  try {
    const { results } = await qmt.buy({ ...params, strategy_name })
    const order_id = results[0]?.result?.order_id
    return order_id === undefined ? undefined : await qmt.getOrder({ order_id })
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown') throw error
    console.log(error.message)
  }
  breaks = false
  for (const waitMs of [0, 500, 1000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const order = (await qmt.getOrders()).find((one) => one.strategy_name === strategy_name)
    if (order) return order
  }
  return undefined
}

const order = await buyOnce({ symbol: '000001', price: 8, shares: 100 })
if (!order) console.log('it was not placed: it may be sent again')
else {
  console.log(`it was placed: ${order.order_id} ${order.strategy_name}, ${order.m_status}`)
  if ([50, 55].includes(order.status)) await qmt.cancelOrder({ order_id: order.order_id })
}
