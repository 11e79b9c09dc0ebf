/** Moves an asset from the master account to a sub-account, once, whatever becomes of the answer. With the master account's key. */
import { TradingError } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
// There is no testnet for /sapi: without TRADESPEC_BASE_URL this moves your own money.
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

const { subAccounts } = await binance.subAccount.subAccountList()
for (const { email, isFreeze } of subAccounts) console.log(`${email}${isFreeze ? ' (frozen)' : ''}`)
const toEmail = subAccounts.find(({ isFreeze }) => !isFreeze)?.email ?? 'trader@example.com'

// No two transfers may have the same id: it is what finds the transfer again, and what a second one of the same would fail by.
// The client makes none up for this call.
const clientTranId = `pay-${crypto.randomUUID().slice(0, 18)}`
try {
  const { tranId } = await binance.subAccount.subAccountUniversalTransfer({
    // No `fromEmail` means the master account. Without both it would be a transfer within it.
    toEmail,
    fromAccountType: 'SPOT',
    toAccountType: 'SPOT',
    asset: 'USDT',
    amount: '10',
    clientTranId,
  })
  console.log(`transfer ${tranId} to ${toEmail}`)
} catch (error) {
  if (!(error instanceof TradingError) || error.outcome !== 'unknown') throw error
  console.log(`${error.message}: the history knows whether it was made`)
}

// The same question for a lost answer. `fromEmail` and `toEmail` exclude each other here, and both given does not compile.
const { result } = await binance.subAccount.subAccountUniversalTransferHistory({ clientTranId })
const [made] = result
if (made) console.log(`${made.amount} ${made.asset} from ${made.fromEmail || 'the master account'} to ${made.toEmail}: ${made.status}`)
else console.log(`no transfer ${clientTranId} (yet)`)
