import { InvalidRequestError } from 'tradespec'
import { type Qmt, QmtTradeError, type Traded } from 'tradespec/qmt'
import type { Inside } from './inside.js'
import type { Stage } from './stage.js'

/** A call as it is shown, and the call. */
type Shown = readonly [code: string, call: (qmt: Qmt) => Promise<Traded>]

const list: readonly Shown[] = [
  [`buy({ symbol: '000001', price: 10.9, shares: 500 })`, (qmt) => qmt.buy({ symbol: '000001', price: 10.9, shares: 500 })],
  [`buy({ symbol: '000001', price: 10.9, shares: 150 })`, (qmt) => qmt.buy({ symbol: '000001', price: 10.9, shares: 150 })],
  [`buy({ symbol: '118000.SH', price: 125.5, shares: 10 })`, (qmt) => qmt.buy({ symbol: '118000.SH', price: 125.5, shares: 10 })],
  [
    `sell({ symbol: '300750', price: 350, position_pct: 0.1,\n     trader_index: 1 })`,
    (qmt) => qmt.sell({ symbol: '300750', price: 350, position_pct: 0.1, trader_index: 1 }),
  ],
  [`buy({ symbol: '510300', price: 4.8, position_pct: 0.1 })`, (qmt) => qmt.buy({ symbol: '510300', price: 4.8, position_pct: 0.1 })],
]

/** Orders that the mock was asked for so far. Every request to it is in the log, refused ones too. */
const received = ({ qmtLog }: Inside): number => qmtLog.filter(({ operationId }) => operationId === 'buy' || operationId === 'sell').length

export async function batch(stage: Stage, qmt: Qmt, inside: Inside): Promise<void> {
  stage.scene('QMT: a list of orders, three of them mistakes', list.map(([code], index) => `${index + 1}  qmt.${code}`).join('\n'))
  const before = received(inside)
  for (const [index, [, call]] of list.entries()) {
    const number = stage.paint('cyan', String(index + 1))
    try {
      const { results } = await call(qmt)
      for (const { outcome, result } of results)
        stage.say(`${number}  ${stage.paint('green', outcome)}: order ${result?.order_id}, ${result?.order_num} at ${result?.price}`)
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error
      stage.say(`${number}  ${stage.paint('yellow', `${error.name}, outcome ${error.outcome}`)}`)
      for (const { message } of error.issues) stage.tell(`- ${message}`)
    }
  }
  stage.say(`Orders that reached the server: ${received(inside) - before} of ${list.length}.`)
}

export async function severalAccounts(stage: Stage, qmt: Qmt): Promise<void> {
  stage.scene('One order, two accounts', `await qmt.allAccounts().buy({ symbol: '600519', price: 1470, shares: 100 })`)
  try {
    await qmt.allAccounts().buy({ symbol: '600519', price: 1470, shares: 100 })
  } catch (error) {
    if (!(error instanceof QmtTradeError)) throw error
    stage.say(stage.paint('yellow', `${error.name}, outcome ${error.outcome}`))
    stage.table([
      ['account', 'server says', 'in truth', ''],
      ...error.results.map(({ trader_index, status, outcome, result, error: text }) => [
        String(trader_index),
        status,
        outcome,
        outcome === 'ok' ? `order ${result?.order_id}, ${result?.order_num} shares` : (result?.message ?? text ?? ''),
      ]),
    ])
    const [live, rest] = [error.results.filter(({ ok }) => ok), error.results.filter(({ outcome }) => outcome === 'rejected')]
    const named = (results: typeof live) => results.map(({ trader_index }) => trader_index).join(', ')
    stage.tell(
      `The answer was HTTP ${error.status} and "success" for each. The error tells who did what: the order of account ${named(live)} is live, and only account ${named(rest)} is to be asked again.`,
    )
  }
}
