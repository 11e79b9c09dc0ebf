import type { Answers } from './context.js'

const LISTEN_KEY_MS = 3_600_000

export const equityAnswers: Answers = {
  equityListenKey({ account: { equityListenKeys: keys } }) {
    // One call makes the key, tells it again and prolongs it.
    const [held] = keys.live()
    const lease = (held && keys.renew(held.text, LISTEN_KEY_MS)) ?? keys.issue(LISTEN_KEY_MS)
    return { listenKey: lease.text }
  },
}
