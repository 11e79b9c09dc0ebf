import { getResponse } from 'msw'
import type { Params } from 'tradespec/binance'
import { createHandlers } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { answers, shapes } from '../generated/binance/answers.js'
import { checkShape } from '../src/core/answers/check-shape.js'
import { parseJson } from '../src/core/json.js'
import { checkParams } from '../src/core/params/check-params.js'
import { nanosecondsPerCall, printTable } from './harness.js'

/** What checks cost: of parameters beside zod, of a long answer beside reading its JSON. */
const SIZE = 470_000
const calls = {
  klines: { symbol: 'BTCUSDT', interval: '1m', limit: 500 } satisfies Params<'klines'>,
  newOrder: {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price: '65000',
  } satisfies Params<'newOrder'>,
}
const requestRows = (Object.keys(calls) as (keyof typeof calls)[]).map((id) => {
  if (checkParams(operations[id], calls[id]).length > 0 || !schemas[id].request.safeParse(calls[id]).success)
    throw new Error(`${id} is refused`)
  const own = nanosecondsPerCall(() => checkParams(operations[id], calls[id]))
  const zod = nanosecondsPerCall(() => schemas[id].request.parse(calls[id]))
  return [`\`${id}\``, own.toFixed(0), zod.toFixed(0), (own / zod).toFixed(2)]
})
printTable('Check of the parameters of one call (the default)', ['operation', 'ours, ns', 'zod, ns', 'ours / zod'], requestRows)

const response = await getResponse(createHandlers(), new Request('https://api.binance.com/api/v3/exchangeInfo'))
const info = (await response?.json()) as { symbols: { symbol: string }[] }
const one = info.symbols[0]
if (!one) throw new Error('the mock knows no market')
const count = Math.ceil(SIZE / JSON.stringify(one).length)
const text = JSON.stringify({ ...info, symbols: Array.from({ length: count }, (_, index) => ({ ...one, symbol: `T${index}USDT` })) })
const data: unknown = JSON.parse(text)
const schema = schemas.exchangeInfo.response
const costs = Object.entries({
  'JSON.parse': () => JSON.parse(text),
  'our reader, which keeps long integers': () => parseJson(text),
  "our check of the answer (`validate: 'all'`)": () => checkShape(answers.exchangeInfo, data, shapes),
  'the zod schema of the same answer': () => schema.parse(data),
}).map(([name, body]) => ({ name, cost: nanosecondsPerCall(body) }))
const reference = costs[0]?.cost ?? Number.NaN
const answerRows = costs.map(({ name, cost }) => [name, (cost / reference).toFixed(2), (cost / 1e6).toFixed(2)])
printTable(`exchangeInfo of ${count} markets, ${Math.round(text.length / 1000)} kB`, ['step', 'x JSON.parse', 'ms'], answerRows)
