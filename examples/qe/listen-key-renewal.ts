/**
 * A listen key that is always valid, in place of the manual's ListenKeyManager and its endless loop. That one also never learns that another
 * process made a key for the same user, which ends its stream: there is one key per user.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

/** How long this example runs. A program of yours closes the keys when its stream is done. */
const RUN_MS = 1500
/** One hour before the end is the default; this makes the renewal happen while you watch. */
const RENEW_BEFORE_MS = 24 * 3_600_000 - 1000

let reconnect = 0
const keys = qe.listenKeys({
  renewBeforeMs: RENEW_BEFORE_MS,
  onKey: ({ expiresAtMs }) => {
    reconnect += 1
    console.log(`key ${reconnect}, valid until ${new Date(expiresAtMs).toISOString()}: connect with it`)
  },
  onReplaced: () => console.log('somebody else made a key for this user: two programs should share one'),
  onError: (error) => console.log('not renewed, next try in a minute:', error),
})

try {
  const { listenKey } = await keys.key()
  await sleep(RUN_MS)

  // When the push server does not take a key, or ends its stream: say so. The next key() then makes a new one.
  const current = await keys.key()
  console.log(`renewed meanwhile: ${current.listenKey !== listenKey}`)
  console.log(`the stream ended although the key was valid: ${keys.refused(current.listenKey)}`)
  await keys.key()
} finally {
  keys.close()
}
