/** An RSA key: you keep the private key, the exchange knows the public one. The PEM file may be encrypted. */
import { readFileSync } from 'node:fs'
import { createBinance, rsa } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_RSA_API_KEY: apiKey = '', TRADESPEC_RSA_KEY_FILE: file = 'rsa.pem' } = process.env
// Only needed for an encrypted file.
const { TRADESPEC_RSA_PASSPHRASE: passphrase } = process.env

const binance = createBinance({
  auth: rsa({ apiKey, privateKey: readFileSync(file), passphrase }),
  environment: 'testnet',
  baseUrl,
})

const { accountType, balances } = await binance.getAccount()
console.log(`signed with RSA: ${accountType} account, ${balances.length} assets`)
