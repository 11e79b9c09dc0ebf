/**
 * The answer to an order was lost. Was it placed? Sending it again could buy twice. Every order carries a client order id, yours or one that
 * the client made up: ask with that.
 */
import { TradingError } from 'tradespec'
import { createQe, hmac, type Params, QeApiError } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env

// The connection breaks after the service has taken the order, as it happens on a bad day.
let breaks = true
const badLine: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (breaks && init?.method === 'POST') throw new TypeError('the connection broke')
  return response
}
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl, fetch: badLine })

/** Places an order, and finds out what became of it when the answer does not come. Undefined: it was not placed. */
async function place(order: Params<'createMasterOrder'>): Promise<string | undefined> {
  try {
    return (await qe.createMasterOrder(order)).masterOrderId
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown' || error.clientOrderId === undefined) throw error
    console.log(error.message)
    return ask(error.clientOrderId)
  }
}

async function ask(clientOrderId: string): Promise<string | undefined> {
  // The order may still be on its way: "not found" counts only after a while.
  for (const waitMs of [0, 500, 1000, 2000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      return (await qe.getMasterOrderDetailByClientOrderId({ clientOrderId })).masterOrder.masterOrderId
    } catch (error) {
      if (!(error instanceof QeApiError) || !/not found/i.test(String(error.providerMessage))) throw error
      console.log(`${clientOrderId} is not there (yet)`)
    }
  }
  return undefined
}

const masterOrderId = await place({
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.01',
  executionDuration: 30,
})
breaks = false
if (masterOrderId === undefined) console.log('it was not placed: it may be sent again')
else {
  console.log(`it was placed: ${masterOrderId}`)
  await qe.cancelMasterOrder({ masterOrderId, reason: 'end of the example' })
}
