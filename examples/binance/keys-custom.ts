/** A signer of your own, for keys that never leave a KMS or an HSM: you get the text to sign and return the signature. */
import { createHmac } from 'node:crypto'
import { createBinance, custom } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env

/** Stands for a call to your key service. HMAC signatures are hex; RSA and Ed25519 ones are base64. */
async function askKeyService(payload: string): Promise<string> {
  return createHmac('sha256', secret).update(payload).digest('hex')
}

const binance = createBinance({
  auth: custom({
    apiKey,
    sign: async (payload) => {
      console.log(`to be signed: ${payload}`)
      return askKeyService(payload)
    },
  }),
  environment: 'testnet',
  baseUrl,
})

const { accountType, balances } = await binance.getAccount({ omitZeroBalances: true })
console.log(`signed elsewhere: ${accountType} account, ${balances.length} assets`)
