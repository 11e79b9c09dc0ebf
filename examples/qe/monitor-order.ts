/**
 * Watch an order until it has ended. The manual's loop looks at the first order of the list, whichever that is, and waits for COMPLETED only:
 * an order that is cancelled, refused or expired is watched for ever.
 */
import { AbortedError } from 'tradespec'
import { createQe, hmac, type Schema } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

/** How long this example watches before it cancels. Take the line with the signal out to watch to the end. */
const WATCH_MS = 2500

const { masterOrderId } = await qe.createMasterOrder({
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.02',
  executionDurationSeconds: 11,
})

const show = ({ status, filledQuantity, totalQuantity, averagePrice }: Schema<'MasterOrder'>) => {
  const share = Number(filledQuantity) / Number(totalQuantity)
  console.log(`${status.padEnd(10)} ${(share * 100).toFixed(1).padStart(5)} % at ${averagePrice.toFixed(2)}`)
}

let order: Schema<'MasterOrder'>
try {
  order = await qe.waitForMasterOrder(masterOrderId, {
    pollMs: 500, // every 5 s where nothing is said
    onProgress: show,
    signal: AbortSignal.timeout(WATCH_MS),
  })
} catch (error) {
  if (!(error instanceof AbortedError)) throw error
  // Not to look does not end an order.
  console.log(error.message)
  await qe.cancelMasterOrder({ masterOrderId, reason: 'watched for long enough' })
  order = await qe.waitForMasterOrder(masterOrderId, { pollMs: 500, onProgress: show })
}
console.log(`ended as ${order.status}${order.reason === '' ? '' : ` (${order.reason})`}: ${order.filledAmount} ${order.base} bought`)
