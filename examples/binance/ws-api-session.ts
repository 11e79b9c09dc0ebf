/** Logging on: the connection then knows who you are, and calls need no signature of their own. Ed25519 keys only. */
import { readFileSync } from 'node:fs'
import { createBinance, ed25519 } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const { TRADESPEC_ED25519_API_KEY: apiKey = '', TRADESPEC_ED25519_KEY_FILE: file = 'ed25519.pem' } = process.env
const { TRADESPEC_ED25519_PASSPHRASE: passphrase } = process.env

const auth = ed25519({ apiKey, privateKey: readFileSync(file), passphrase })
const binance = createBinance({ auth, environment: 'testnet', baseUrl, wsApiUrl })

// Logs on when the connection opens, and again on every connection that takes its place.
const api = binance.wsApi({ logon: true })

const session = await api.call('session.status')
console.log(`logged on as ${session.apiKey === apiKey ? 'yourself' : session.apiKey}`)
const { balances } = await api.call('account.status', { omitZeroBalances: true })
for (const { asset, free } of balances) console.log(`${asset.padEnd(5)} ${free}`)

// The same by hand: from here on calls are signed one by one again, and from `session.logon` on they are not.
await api.call('session.logout')
console.log(`logged on: ${(await api.call('session.status')).apiKey !== null}`)
await api.call('session.logon')
console.log(`logged on: ${(await api.call('session.status')).apiKey !== null}`)

await api.close()
