/** Flexible simple earn: find a product, see what it would pay, subscribe, look at the position. No testnet: run it against a mock. */
import { TradingError } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

// Rates are fractions: 0.05 is 5 % a year, and they change all the time.
const percent = (rate: string) => `${(Number(rate) * 100).toFixed(2)} %`

const { rows } = await binance.simpleEarn.earnFlexibleProductList({ size: 100 })
for (const { asset, latestAnnualPercentageRate, minPurchaseAmount } of rows.slice(0, 5)) {
  console.log(`${asset.padEnd(6)} ${percent(latestAnnualPercentageRate)} a year, from ${minPurchaseAmount}`)
}
const product = rows.find(({ canPurchase, isSoldOut }) => canPurchase && !isSoldOut)
if (!product) console.log('nothing can be subscribed to now')
else {
  const { productId, asset, minPurchaseAmount: amount } = product
  const { leftPersonalQuota } = await binance.simpleEarn.earnFlexiblePersonalLeftQuota({ productId })
  const preview = await binance.simpleEarn.earnFlexibleSubscriptionPreview({ productId, amount })
  console.log(
    `${amount} ${asset} would earn ${preview.estDailyRealTimeRewards} ${preview.rewardAsset} a day; you may put in ${leftPersonalQuota} more`,
  )

  try {
    // Unless told otherwise Binance then subscribes whatever is free of this asset, every day: say no where you trade with it.
    const { purchaseId, success } = await binance.simpleEarn.earnSubscribeFlexibleProduct({ productId, amount, autoSubscribe: false })
    console.log(`subscribed: ${purchaseId}, ${success ? 'done' : 'not done'}`)
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown') throw error
    // No id of your own goes along: what was subscribed shows in the records only.
    const records = await binance.simpleEarn.earnFlexibleSubscriptionRecord({ productId, size: 5 })
    console.log('the answer was lost; the newest records:', records.rows)
  }

  const positions = await binance.simpleEarn.earnFlexibleProductPosition({ productId })
  for (const { totalAmount, collateralAmount, canRedeem } of positions.rows) {
    console.log(`position: ${totalAmount} ${asset}, ${collateralAmount} of it pledged, ${canRedeem ? 'can' : 'cannot'} be redeemed`)
  }
}
