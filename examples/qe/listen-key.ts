/** The key that opens the push stream. Valid for 24 hours and never longer; a new one voids the one before. */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

const { listenKey, expireAt } = await qe.createListenKey()
// Whoever has the key can read along: it does not belong into a log.
console.log(`a key of ${listenKey.length} characters`)
// Seconds, as text, while all other times are in milliseconds.
console.log(`valid until ${new Date(Number(expireAt) * 1000).toISOString()}`)

// The address in the manual's comment (/ws/{listenKey}) was never in use. The SDKs connect to {host}/api/ws/v2?listen_key={listenKey} with
// a key of the second edition, and to {host}/api/ws?listen_key={listenKey} with one like this.
const { listenKey: second } = await qe.v2.createListenKey()
console.log(`one of the second edition: ${second === listenKey ? 'the same' : 'another'}`)
