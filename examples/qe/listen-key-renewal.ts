/**
 * A listen key that is always valid, in place of the manual's ListenKeyManager and its endless loop. That one also never learns that another
 * process made a key for the same user, which ends its stream: there is one key per user.
 */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

let connections = 0
const keys = qe.listenKeys({
  // Renewed one hour before its end by default; at most twelve.
  renewBeforeMs: 2 * 3_600_000,
  onKey: ({ expiresAtMs }) => {
    connections += 1
    console.log(`key ${connections}, valid until ${new Date(expiresAtMs).toISOString()}: connect with it`)
  },
  onReplaced: () => console.log('somebody else made a key for this user: two programs should share one'),
  onError: (error) => console.log('not renewed, next try in a minute:', error),
})

try {
  // Asked for by two parts of a program at once, made once.
  const [first, again] = await Promise.all([keys.key(), keys.key()])
  console.log(`one key for both: ${first.listenKey === again.listenKey}`)

  // When the push server does not take a key, or ends its stream: say so. The next key() then makes a new one.
  console.log(`the stream ended although the key was valid: ${keys.refused(first.listenKey)}`)
  const next = await keys.key()
  console.log(`a new one: ${next.listenKey !== first.listenKey}`)
} finally {
  // Until then a timer renews it.
  keys.close()
}
