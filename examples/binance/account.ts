/** The account: balances, what it may do, its fees, its open orders. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const account = await binance.getAccount({ omitZeroBalances: true })
console.log(`${account.accountType} account, ${account.canTrade ? 'may trade' : 'may not trade'}`)
for (const { asset, free, locked } of account.balances)
  console.log(`${asset.padEnd(6)} free ${free.padStart(20)}  locked ${locked.padStart(14)}`)

const { standardCommission } = await binance.accountCommission({ symbol: 'BTCUSDT' })
console.log(`fees for BTCUSDT: maker ${standardCommission.maker}, taker ${standardCommission.taker}`)

const open = await binance.getOpenOrders({ symbol: 'BTCUSDT' })
console.log(`${open.length} open orders in BTCUSDT`)
for (const { orderId, side, origQty, price, status } of open) console.log(`  ${orderId} ${side} ${origQty} at ${price} ${status}`)
