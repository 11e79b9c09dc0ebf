/** Cancel a parent order. What is filled stays; the children that still stand are taken back. */
import { createQe, hmac, QeApiError } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

const { masterOrderId } = await qe.createMasterOrder({
  algorithm: 'VWAP',
  exchange: 'Binance',
  symbol: 'ETHUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.1',
  executionDuration: 30,
})

const { message } = await qe.cancelMasterOrder({ masterOrderId, reason: '用户手动取消' })
console.log(`the service took the cancellation${message === '' ? '' : `: ${message}`}`)

// Taken is not done: the order is CANCEL for a moment, and can even be CANCEL_REJECT and go on. Wait for the end where it matters.
const { status, filledAmount, base } = await qe.waitForMasterOrder(masterOrderId, { pollMs: 500 })
console.log(`${status} with ${filledAmount} ${base} bought`)

// A second time is refused, or taken again, as the service pleases.
try {
  await qe.cancelMasterOrder({ masterOrderId })
  console.log('cancelled again')
} catch (error) {
  if (!(error instanceof QeApiError)) throw error
  console.log(error.message)
}
