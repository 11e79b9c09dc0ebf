/**
 * A withdrawal, which nothing takes back: look first whether the address is on your whitelist and whether the network takes the amount, send once,
 * and ask by your own id when the answer is lost. There is no testnet for this: run it against a mock.
 */
import { ConfigError, TradingError } from 'tradespec'
import { createBinance, hmac, type Params } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

type Withdrawal = Params<'withdraw'> & { readonly network: string }

/** Throws, before anything is sent, where the withdrawal should not be made. */
async function check({ coin, network, address, addressTag = '', amount }: Withdrawal): Promise<void> {
  // An empty list is what an account without a whitelist answers: then nothing is withdrawn here either.
  const entry = (await binance.wallet.withdrawAddressList()).find(
    (one) => one.whiteStatus && one.coin === coin && one.network === network && one.address === address && one.addressTag === addressTag,
  )
  if (!entry) throw new ConfigError(`${address} is not on the whitelist for ${coin} over ${network}`)

  // The same address text can exist on several networks, and coins sent over the wrong one are lost: so the network is always named, and part of
  // the comparison above.
  const info = (await binance.wallet.coinInfo()).find((one) => one.coin === coin)
  const chain = info?.networkList.find((one) => one.network === network)
  if (!info || !chain) throw new ConfigError(`${coin} cannot be withdrawn over ${network}`)
  if (!chain.withdrawEnable) throw new ConfigError(`withdrawals of ${coin} over ${network} are closed: ${chain.withdrawDesc}`)
  if (Number(amount) < Number(chain.withdrawMin)) throw new ConfigError(`at least ${chain.withdrawMin} ${coin} go over ${network}`)
  if (Number(amount) > Number(info.free)) throw new ConfigError(`only ${info.free} ${coin} are free`)
  console.log(`whitelisted as "${entry.name}", fee ${chain.withdrawFee}`)
}

/** Withdraws. When nobody knows what became of it: looks it up, and never sends it again. */
async function withdraw(withdrawal: Withdrawal) {
  // With an id of your own the same withdrawal can be found from another process too: keep it before you send.
  const withdrawOrderId = `payout-${crypto.randomUUID()}`.slice(0, 32)
  await check(withdrawal)
  try {
    const { id } = await binance.wallet.withdraw({ ...withdrawal, withdrawOrderId })
    console.log(`taken: ${id}`)
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown') throw error
    console.log(`${error.message}: looking for ${withdrawOrderId}`)
  }
  return ask(withdrawal.coin, withdrawOrderId)
}

/** What became of it; undefined when the service knows nothing of it, which counts only after a while. */
async function ask(coin: string, withdrawOrderId: string) {
  for (const waitMs of [0, 500, 2000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    // One call counts 18000 of the 180000 that this endpoint allows an account in a minute: ten calls, so ask seldom.
    const [found] = await binance.wallet.withdrawHistory({ coin, withdrawOrderId })
    if (found) return found
  }
  return undefined
}

const STATES = ['waiting for the e-mail', 'cancelled', 'waiting for approval', 'rejected', 'processing', 'failed', 'completed']

// What the whitelist holds first is what this example pays to; a program of yours knows its addresses.
const [trusted] = await binance.wallet.withdrawAddressList()
if (!trusted) throw new Error('the whitelist is empty')
const { coin, network, address, addressTag } = trusted
const good: Withdrawal = { coin, network, address, ...(addressTag && { addressTag }), amount: '0.01' }

for (const withdrawal of [{ ...good, address: `${address.slice(0, -1)}X` }, good]) {
  try {
    const found = await withdraw(withdrawal)
    if (found) console.log(`${found.amount} ${found.coin} to ${found.address}: ${STATES[found.status] ?? found.status}`)
    else console.log('nothing is known of it. Look at the website before you send it anew')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.log(`refused here, nothing was sent: ${error.message}`)
  }
}
