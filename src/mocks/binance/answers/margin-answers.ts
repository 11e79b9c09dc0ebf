import { Refusal } from '../refusals.js'
import { type Answers, text } from './context.js'
import { loan } from './margin-loans.js'
import { fits, inTime, invented, pageOf } from './sapi-rows.js'

const DAY = 86_400_000
/** How long a key of the margin risk stream lives after it was asked for or renewed. */
const LISTEN_KEY_MS = 3_600_000

/** Answers about loans of margin accounts, and about the tokens and keys of their streams. */
export const marginAnswers = {
  marginBorrowRepay({ account, params, now }) {
    const tranId = account.nextId()
    const { asset, amount, type } = params
    account.loans.push(
      loan(params['isIsolated'] === true ? text(params['symbol']) : undefined, asset, amount, 'MANUAL', tranId, now(), type),
    )
    return { tranId }
  },
  marginBorrowRepayRecord(context) {
    const { account, params, strict } = context
    const own = inTime(account.loans, 'timestamp', context).filter(
      (row) => row['action'] === params['type'] && ['asset', 'isolatedSymbol', 'txId'].every((name) => fits(row, name, params[name])),
    )
    const made = context.inventAnswer()
    if (own.length > 0 || strict) {
      const { rows, total } = pageOf(own, params['current'], params['size'], 10)
      return { rows: rows.map(({ action: _action, ...row }) => row), total }
    }
    // What is asked for, a loan or a repayment, is not what `type` of a row tells: who caused it.
    const { type: _type, ...others } = params
    return invented({ ...context, params: others, inventAnswer: () => made })
  },
  createMarginListenToken({ account, params }) {
    const symbol = params['isIsolated'] === true ? text(params['symbol']) : undefined
    const { text: token, expiresAt } = account.marginTokens.issue(Number(params['validity'] ?? DAY), symbol)
    return { token, expirationTime: expiresAt }
  },
  newMarginRiskListenKey({ account }) {
    // Who has a key gets the same again, and it lives longer.
    const [held] = account.marginListenKeys.live()
    const lease = (held && account.marginListenKeys.renew(held.text, LISTEN_KEY_MS)) ?? account.marginListenKeys.issue(LISTEN_KEY_MS)
    return { listenKey: lease.text }
  },
  renewMarginRiskListenKey({ account, params }) {
    if (!account.marginListenKeys.renew(String(params['listenKey']), LISTEN_KEY_MS)) throw new Refusal('-1125')
    return {}
  },
  closeMarginRiskListenKey({ account }) {
    for (const { text: key } of account.marginListenKeys.live()) account.marginListenKeys.close(key)
    return {}
  },
} satisfies Answers
