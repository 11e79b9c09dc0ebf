/** Turns leftovers too small to trade into BNB: see what there is and what it would give, pick, convert, read the log. No testnet: use a mock. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

// A POST, but one that only reads: the client repeats it when a connection fails.
const dust = await binance.wallet.dustConvertibleAssets({ targetAsset: 'BNB' })
console.log(
  `${dust.details.length} assets, worth ${dust.totalTransferTargetAssetAmount} BNB; the service keeps ${dust.dribbletPercentage} of it`,
)
for (const { asset, amountFree, toTargetAssetAmount } of dust.details) console.log(`  ${asset}: ${amountFree}, ${toTargetAssetAmount} BNB`)

// All of an asset is converted; there is no amount to give. So pick by name, and never pass on the whole list unseen.
const KEEP = ['BTC', 'ETH']
const asset = [...new Set(dust.details.map((one) => one.asset))].filter((name) => !KEEP.includes(name))
if (asset.length === 0) console.log('nothing to convert')
else {
  // A list; the client writes it as the service wants it.
  const { totalTransfered, totalServiceCharge, transferResult } = await binance.wallet.dustConvert({ asset, targetAsset: 'BNB' })
  for (const { fromAsset, amount, transferedAmount } of transferResult)
    console.log(`  ${amount} ${fromAsset} became ${transferedAmount} BNB`)
  console.log(`${totalTransfered} BNB in all, after a charge of ${totalServiceCharge}`)
}

// `transferDust({ asset: [...] })` is the older call: into BNB always, and of the spot account. Nothing asks for a conversion by an id: the log tells.
const { total } = await binance.wallet.dustLog()
console.log(`${total} conversions in the log`)
