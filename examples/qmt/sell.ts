/** All ways to sell. */
import { InvalidRequestError } from 'tradespec'
import { createQmt, signed, type Traded } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

const show = (what: string, { results }: Traded) => {
  for (const { outcome, result } of results) console.log(`${what}: ${outcome}, order ${result?.order_id}, ${result?.order_num}`)
}

const held = (await qmt.getPositions()).filter(({ can_use_volume }) => can_use_volume >= 400)
const [position] = held.toSorted((a, b) => b.can_use_volume - a.can_use_volume)
if (!position) {
  console.log('nothing to sell')
  process.exit()
}
const { symbol, can_use_volume, current_price } = position
// As text, as prices may be given too: current_price * 0.99 has more digits than a price may have.
const price = (current_price * 0.99).toFixed(2)
console.log(`${symbol}: ${can_use_volume} can be sold now`)

// By number, in whole lots.
show('one lot', await qmt.sell({ symbol, price, shares: 100 }))

// By fraction, of what can be sold now, cut down to whole lots.
show('half', await qmt.sell({ symbol, price, position_pct: 0.5 }))

// The trap: a fraction that comes to less than a lot makes the server sell everything. The client reads the positions first, and refuses.
try {
  await qmt.sell({ symbol, price, position_pct: 0.001 })
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error
  console.log(error.message)
}

// All of it. With a signature in whole lots: of 150 shares 50 stay, and only a session can sell those.
show('the rest', await qmt.sellAll({ symbol, price }))
