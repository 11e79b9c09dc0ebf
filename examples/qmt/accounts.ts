/** Accounts, money and positions. */
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }) })

for (const { index, account_id, nick_name } of await qmt.getAccounts()) {
  const money = await qmt.getPortfolio({ trader_index: index })
  console.log(`account ${index}: ${nick_name} (${account_id})`)
  console.log(`  total ${money.total_asset}, cash ${money.cash}, frozen ${money.frozen_cash}, holdings ${money.market_value}`)

  // `profit` and `profit_ratio` of the portfolio are always 0: the terminal does not tell them. The positions do.
  const positions = await qmt.getPositions({ trader_index: index })
  const profit = positions.reduce((sum, position) => sum + position.profit, 0)
  console.log(`  profit of the positions ${profit.toFixed(2)}`)

  for (const position of positions) {
    // What was sold today is still listed, with volume 0.
    if (position.volume === 0) continue
    const { symbol, name, volume, can_use_volume, avg_price, current_price, profit_ratio } = position
    console.log(`  ${symbol} ${name}: ${volume}, of them ${can_use_volume} can be sold now`)
    // Percent already: 0.95 means 0.95 %.
    console.log(`    cost ${avg_price}, now ${current_price}, ${profit_ratio.toFixed(2)} %`)
  }
}
