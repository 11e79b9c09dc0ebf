/** Bars and quotes. Only the upstream server has them; the option `server` says which one you talk to. */
import { createQmt, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), server: 'upstream' })

// Rows as objects. Ask for `time`, or they do not say when they were.
const days = await qmt.getMarketData({
  stock_list: ['000001', '510300'],
  field_list: ['time', 'open', 'high', 'low', 'close'],
  period: '1d',
  count: 5,
  json: 1,
})
for (const [symbol, rows] of Object.entries(days.data)) {
  console.log(symbol)
  // The terminal's NaN, which is no JSON, arrives as null.
  for (const { timeFmt, open, high, low, close } of rows) console.log(`  ${timeFmt}  ${open}  ${high}  ${low}  ${close ?? 'no trade'}`)
}

// Or as a table, which is smaller. The type of the answer follows `json`.
const minutes = await qmt.getMarketData({ stock_list: ['000001'], period: '1m', count: 3 })
const table = minutes.data['000001.SZ']
console.log(`${table?.columns.join(' ')}: ${table?.data.length} rows`)

const { data } = await qmt.getFullTick({ stock_list: ['000001', '600000'] })
for (const [symbol, { lastPrice, bidPrice, askPrice, timetag }] of Object.entries(data)) {
  console.log(`${symbol} ${lastPrice}, bid ${bidPrice?.[0]}, ask ${askPrice?.[0]} at ${timetag}`)
}
