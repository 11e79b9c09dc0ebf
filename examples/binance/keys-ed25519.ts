/**
 * An Ed25519 key, the kind that Binance recommends: short, fast to sign with, and the private half never leaves your machine.
 * To make one, encrypted: openssl genpkey -algorithm ed25519 -aes256 -out ed25519.pem; openssl pkey -in ed25519.pem -pubout
 */
import { readFileSync } from 'node:fs'
import { createBinance, ed25519 } from 'tradespec/binance'

const {
  TRADESPEC_BASE_URL: baseUrl,
  TRADESPEC_ED25519_API_KEY: apiKey = '',
  TRADESPEC_ED25519_KEY_FILE: file = 'ed25519.pem',
} = process.env
// Only needed for an encrypted file.
const { TRADESPEC_ED25519_PASSPHRASE: passphrase } = process.env

const binance = createBinance({
  auth: ed25519({ apiKey, privateKey: readFileSync(file), passphrase }),
  environment: 'testnet',
  baseUrl,
})

const { accountType, balances } = await binance.getAccount()
console.log(`signed with Ed25519: ${accountType} account, ${balances.length} assets`)
