import { schemas } from 'tradespec/binance/schemas'
import { schemas as qeSchemas } from 'tradespec/qe/schemas'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/json.js'

const LONG = '9007199254740993'
const pair = (id: string) =>
  `[{"id":${id},"symbol":"BNBUSDT","base":"BNB","quote":"USDT","isMarginTrade":true,"isBuyAllowed":true,"isSellAllowed":true}]`

/** What readers of JSON make of an integer beyond 2^53. */
const readers: readonly (readonly [string, (text: string) => unknown, boolean])[] = [
  ['its digits, as the client does', parseJson, true],
  ['a bigint', (text) => withId(text, BigInt(LONG)), true],
  ['a number that has lost digits', JSON.parse, false],
]

function withId(text: string, id: unknown): unknown {
  const [row] = JSON.parse(text) as [object]
  return [{ ...row, id }]
}

describe('schemas of answers take a long integer', () => {
  it.each(readers)('read as %s', (_, read, taken) => {
    const { success, data } = schemas.marginAllPairs.response.safeParse(read(pair(LONG)))
    expect(success).toBe(taken)
    if (taken) expect(data).toMatchObject([{ id: LONG }])
  })

  it('and make a number of a short one that was read as a bigint', () => {
    expect(schemas.marginAllPairs.response.parse(withId(pair('1'), 351n))).toMatchObject([{ id: 351 }])
  })

  it('and leave what they were given as it was', () => {
    const given = withId(pair('1'), BigInt(LONG))
    schemas.marginAllPairs.response.parse(given)
    expect(given).toMatchObject([{ id: BigInt(LONG) }])
  })

  it('in messages of sockets too', () => {
    const trade = { e: 'trade', E: 1, s: 'BNBUSDT', t: BigInt(LONG), p: '1', q: '2', T: 3, m: true, M: true }
    expect(schemas.streams.trade.parse(trade)).toMatchObject({ t: LONG, T: 3 })
    expect(
      schemas.wsApi['order.status'].response.safeParse({ orderId: BigInt(LONG) }).error?.issues.map(({ path }) => path[0]),
    ).not.toContain('orderId')
    expect(qeSchemas.timestamp.response.safeParse({ serverTime: 1n }).success).toBe(
      qeSchemas.timestamp.response.safeParse({ serverTime: 1 }).success,
    )
  })
})
