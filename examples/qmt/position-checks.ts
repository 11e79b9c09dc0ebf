/** Is something held, and how much? */
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

// With or without the exchange; the Python client never finds a code without it. A position of volume 0 is none, for Python it is one.
for (const symbol of ['000001', '000001.SZ', '600519.SH']) {
  console.log(`${symbol.padEnd(10)} ${(await qmt.hasPosition({ symbol })) ? 'held' : 'not held'}`)
}

const position = await qmt.getPositionBySymbol({ symbol: '000001' })
// Shares bought today cannot be sold today: what counts for a sale is can_use_volume.
if (position) console.log(`${position.symbol}: ${position.volume} held, ${position.can_use_volume} can be sold now`)
else console.log('000001: no position')
