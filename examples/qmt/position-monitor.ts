/** Watch positions: sell half where the profit is large enough, everything where the loss is. */
import { setTimeout as sleep } from 'node:timers/promises'
import { TradingError } from 'tradespec'
import { createQmt, type Schema, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }) })

/** 10 and -5 in the manual. */
const TAKE_PROFIT_PERCENT = 5
const STOP_LOSS_PERCENT = -3
/** As many as you like in a program of yours, a minute apart. */
const ROUNDS = 2
const PAUSE_MS = 300

// The manual sells half again in every round in which the price stays there. What was acted upon is left alone here.
const done = new Set<string>()

async function act(trader_index: number, { symbol, can_use_volume, current_price, profit_ratio }: Schema<'Position'>): Promise<void> {
  const key = `${trader_index} ${symbol}`
  if (done.has(key) || can_use_volume === 0) return
  // A little below the market, so that it is filled. As text: 4.766 * 0.99 has more digits than a price may have.
  const price = (current_price * 0.99).toFixed(2)
  if (profit_ratio >= TAKE_PROFIT_PERCENT) {
    console.log('    profit: sell half')
    done.add(key)
    // The manual sells can_use_volume // 2, which is no whole lot as often as not: the server refuses that, and the loop leaves out all that
    // follow. A fraction is cut down to lots; one that comes to none would make the server sell everything, and the client refuses it.
    await qmt.sell({ symbol, price, position_pct: 0.5, trader_index, strategy_name: '止盈' })
  } else if (profit_ratio <= STOP_LOSS_PERCENT) {
    console.log('    loss: sell all')
    done.add(key)
    await qmt.sellAll({ symbol, price, trader_index })
  }
}

async function watch(trader_index: number): Promise<void> {
  console.log(`  account ${trader_index}`)
  for (const position of await qmt.getPositions({ trader_index })) {
    if (position.volume === 0) continue
    const { symbol, name, avg_price, current_price, profit_ratio } = position
    console.log(`  ${symbol} ${name}: ${avg_price} -> ${current_price}, ${profit_ratio.toFixed(2)} %`)
    try {
      await act(trader_index, position)
    } catch (error) {
      // One that cannot be sold is no reason to leave the others alone.
      if (!(error instanceof TradingError)) throw error
      console.log(`    ${error.outcome}: ${error.message}`)
    }
  }
}

for (let round = 1; round <= ROUNDS; round += 1) {
  console.log(`round ${round}, ${new Date().toISOString()}`)
  try {
    for (const { index } of await qmt.getAccounts()) await watch(index)
  } catch (error) {
    if (!(error instanceof TradingError)) throw error
    console.log(`could not look: ${error.message}`)
  }
  if (round < ROUNDS) await sleep(PAUSE_MS)
}
