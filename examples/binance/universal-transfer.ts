/** Moves an asset between wallets of the same account, here from spot to funding and back, and reads what was moved. */
import { TradingError } from 'tradespec'
import { createBinance, hmac, type Params } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
// There is no testnet for /sapi: without TRADESPEC_BASE_URL this moves your own money. The key needs "universal transfer".
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

/** The types say which wallets need a market: MARGIN_ISOLATEDMARGIN does not compile without `toSymbol`. */
async function transfer(params: Params<'userUniversalTransfer'> & { readonly type: 'MAIN_FUNDING' | 'FUNDING_MAIN' }) {
  const startTime = Date.now()
  try {
    const { tranId } = await binance.wallet.userUniversalTransfer(params)
    console.log(`${params.type}: ${params.amount} ${params.asset}, transfer ${tranId}`)
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown') throw error
    // This call takes no id of your own. All that can be done is to look for one of this asset and amount since then; never send it blindly again.
    const { rows } = await binance.wallet.userUniversalTransferHistory({ type: params.type, startTime: startTime - 1000 })
    const found = rows.find(({ asset, amount }) => asset === params.asset && Number(amount) === Number(params.amount))
    console.log(
      found ? `the answer was lost, but it was made: ${found.tranId}` : 'the answer was lost, and nothing shows yet: look again later',
    )
  }
}

await transfer({ type: 'MAIN_FUNDING', asset: 'USDT', amount: '25' })
await transfer({ type: 'FUNDING_MAIN', asset: 'USDT', amount: '25' })

// One direction at a time, 10 entries a page if `size` says nothing. CONFIRMED means done.
for (const type of ['MAIN_FUNDING', 'FUNDING_MAIN'] as const) {
  const { rows, total } = await binance.wallet.userUniversalTransferHistory({ type, size: 5 })
  console.log(`${type}: ${total} in all`)
  for (const { tranId, amount, asset, status, timestamp } of rows) {
    console.log(`  ${new Date(Number(timestamp)).toISOString()} ${tranId} ${amount} ${asset} ${status}`)
  }
}
