import { marginAccountOf } from '../listen-keys.js'
import { Refusal } from '../refusals.js'
import { type Answers, count, text } from './context.js'

const DAY_MS = 86_400_000

/** Keys and tokens of streams: the mock's sockets take those that were given out here. */
export const keyAnswers: Answers = {
  createMarginListenToken({ params, keys }) {
    const symbol = params['isIsolated'] === true ? text(params['symbol']) : undefined
    return keys.issueToken(marginAccountOf(symbol), count(params['validity'], DAY_MS))
  },
  newMarginRiskListenKey: ({ keys }) => ({ listenKey: keys.risk.open() }),
  renewMarginRiskListenKey({ params, keys, strict }) {
    const key = text(params['listenKey']) ?? ''
    // As with orders: what never was here is made up, unless that is not wanted.
    if (!keys.risk.renew(key) && (strict || keys.risk.isKnown(key))) throw new Refusal('-1125')
    return {}
  },
  closeMarginRiskListenKey({ keys }) {
    keys.risk.close()
    return {}
  },
  equityListenKey: ({ keys }) => ({ listenKey: keys.equity.open() }),
}
