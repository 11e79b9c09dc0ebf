/** An HMAC key: an API key and a shared secret. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const { accountType, balances } = await binance.getAccount()
console.log(`signed with HMAC: ${accountType} account, ${balances.length} assets`)

// The secret cannot be listed, printed or turned into JSON by accident.
console.log('what the log would show of credentials:', hmac({ apiKey, secret }))
