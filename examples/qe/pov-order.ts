/** A POV order in contracts: sells for 1000 USDT, staying between 5 % and 20 % of what the market trades. */
import { InvalidRequestError } from 'tradespec'
import { createQe, hmac, type Params } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

const order = {
  algorithm: 'POV',
  strategyType: 'POV',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'PERP',
  marginType: 'U', // contracts need it
  side: 'sell',
  apiKeyId,
  orderNotional: '1000',
  executionDuration: 60,
  povLimit: '0.2',
  povMinLimit: '0.05',
  reduceOnly: false,
  // True in the manual, though by its own table that is stronger than povLimit.
  mustComplete: false,
  notes: 'POV 合约订单示例',
} as const satisfies Params<'createMasterOrder'>

const { masterOrderId } = await qe.createMasterOrder(order)
console.log(`placed ${masterOrderId}`)
await qe.cancelMasterOrder({ masterOrderId, reason: 'end of the example' })

// What does not fit together does not compile, and is refused before it is sent where the compiler was not asked.
try {
  // @ts-expect-error: TWAP has no lower bound, and contracts of Binance alone can be margined in coins
  await qe.createMasterOrder({ ...order, algorithm: 'TWAP', strategyType: 'TWAP-1', exchange: 'OKX', marginType: 'C' })
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error
  for (const { message } of error.issues) console.log(`refused unsent: ${message}`)
}
