import { BLOCK_TRADE_MS, STEP_MS, TRADE_MS } from '../../market/steps.js'
import type { Feed, FeedMaker, FeedSubject } from './feed.js'

/** The trade of a step, if there is one: the same that REST tells of under its id. */
function tradeAt({ market, symbol }: FeedSubject, step: number, kind?: 'block') {
  const id = (step * STEP_MS) / (kind === 'block' ? BLOCK_TRADE_MS : TRADE_MS)
  if (!Number.isInteger(id)) return undefined
  const { price, quantity, time, isBuyerMaker } = market.trade(symbol, id, kind)
  return { id, p: market.priceText(symbol, price), q: market.text(quantity), T: time, m: isBuyerMaker }
}

const trades =
  (payload: (trade: NonNullable<ReturnType<typeof tradeAt>>, symbol: string) => unknown, kind?: 'block'): FeedMaker =>
  (subject): Feed =>
  (step) => {
    const trade = tradeAt(subject, step, kind)
    return trade ? [payload(trade, subject.symbol)] : []
  }

export const tradeFeeds = {
  trade: trades(({ id, p, q, T, m }, s) => ({ e: 'trade', E: T, s, t: id, p, q, T, m, M: true })),
  aggTrade: trades(({ id, p, q, T, m }, s) => ({ e: 'aggTrade', E: T, s, a: id, p, q, f: id, l: id, T, m, M: true })),
  blockTrade: trades(({ id, p, q, T, m }, s) => ({ e: 'blockTrade', E: T, s, t: id, p, q, T, m }), 'block'),
} as const satisfies Readonly<Record<string, FeedMaker>>
