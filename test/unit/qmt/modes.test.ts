import { ConfigError, InvalidRequestError } from 'tradespec'
import type { Qmt } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { BASE_URL, COOKIE, KEY, position, server, sessionClient, signedClient } from '../../helpers/qmt-client.js'
import type { Sent } from '../../helpers/spy-fetch.js'
import { verifyQmtWire } from '../../helpers/verify-qmt-wire.js'

type Mode = 'signed' | 'session'
type Kind = 'manual' | 'upstream'

/** Method, address without the host, and the exact text of the body. */
type Line = readonly [method: 'GET' | 'POST', address: string, body?: string]
/** What goes out, in order; or why nothing does. */
type Expected = readonly Line[] | RegExp

interface Case {
  readonly name: string
  readonly run: (qmt: Qmt) => Promise<unknown>
  /** In the order of MODES. */
  readonly expected: readonly [signedManual: Expected, signedUpstream: Expected, sessionManual: Expected, sessionUpstream: Expected]
}

const MODES: readonly (readonly [Mode, Kind])[] = [
  ['signed', 'manual'],
  ['signed', 'upstream'],
  ['session', 'manual'],
  ['session', 'upstream'],
]

const API = '/qmt/trade/api'
const order = { symbol: '000001.SZ', price: 10.5 } as const
const one = { ...order, trader_index: 1 } as const
const S = '"symbol":"000001.SZ"'
const LABEL = '"strategy_name":"客户端交易"'

const positions: Line = ['GET', `${API}/positions/1`]
const everywhere = (expected: Expected): Case['expected'] => [expected, expected, expected, expected]
const bySignature = (manual: Expected, upstream: Expected = manual): Case['expected'] => {
  const refused = /needs a signature: this server takes no session for it\. Use auth: signed\(/
  return [manual, upstream, refused, refused]
}
const upstreamOnly = (expected: Expected): Case['expected'] => {
  const refused = /is not known to this server: only the upstream server has it/
  return [refused, expected, refused, expected]
}
/** A session of the upstream server trades in all accounts whatever it is told. */
const DISOBEYS =
  /was not sent: with a session this server ignores trader_index and trades for all accounts\. Use signed\(\), or allAccounts\(\)/
const NO_NUMBER = /this server \(upstream\) takes no number of shares, only position_pct/
const NO_FRACTION = /A session cannot sell(?:All)? a fraction for all accounts: the server has no such call/
const NO_SESSION_BUY = /buy with shares is not known to this server: only the manual server has it/

const cases: readonly Case[] = [
  { name: 'getAccounts', run: (qmt) => qmt.getAccounts(), expected: everywhere([['GET', `${API}/accounts`]]) },
  { name: 'getPortfolio', run: (qmt) => qmt.getPortfolio({ trader_index: 1 }), expected: everywhere([['GET', `${API}/portfolio/1`]]) },
  { name: 'getPositions', run: (qmt) => qmt.getPositions({ trader_index: 1 }), expected: everywhere([positions]) },
  {
    name: 'getAccountSummary',
    run: (qmt) => qmt.getAccountSummary({ trader_index: 1 }),
    expected: everywhere([['GET', `${API}/portfolio/1`], positions]),
  },
  {
    name: 'getPositionBySymbol',
    run: (qmt) => qmt.getPositionBySymbol({ symbol: '000001', trader_index: 1 }),
    expected: everywhere([positions]),
  },
  { name: 'hasPosition', run: (qmt) => qmt.hasPosition({ symbol: '000001', trader_index: 1 }), expected: everywhere([positions]) },
  {
    name: 'buy by number',
    run: (qmt) => qmt.buy({ ...one, shares: 200 }),
    expected: [
      [['POST', `${API}/outer/trade/buy`, `{${S},"trade_price":10.5,"order_num":200,"price_type":0,${LABEL},"trader_index":1}`]],
      NO_NUMBER,
      [['POST', `${API}/buy`, `{${S},"price":10.5,"shares":200,"price_type":0,${LABEL},"trader_index":1}`]],
      DISOBEYS,
    ],
  },
  {
    name: 'buy by fraction, at the latest price',
    run: (qmt) => qmt.buy({ ...one, position_pct: 0.25, price_type: 1, strategy_name: 'mine' }),
    expected: [
      [
        [
          'POST',
          `${API}/outer/trade/buy`,
          `{${S},"trade_price":10.5,"position_pct":0.25,"price_type":1,"strategy_name":"mine","trader_index":1}`,
        ],
      ],
      [
        [
          'POST',
          `${API}/outer/trade/buy`,
          `{${S},"trade_price":10.5,"position_pct":0.25,"price_type":1,"strategy_name":"mine","trader_index":1}`,
        ],
      ],
      [['POST', `${API}/trade`, `{${S},"trade_price":10.5,"position_pct":0.25,"pricetype":1,"strategy_name":"mine","trader_index":1}`]],
      DISOBEYS,
    ],
  },
  {
    name: 'sell by number',
    run: (qmt) => qmt.sell({ ...one, shares: 200, price_type: 5 }),
    expected: [
      [['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"order_num":200,"price_type":5,${LABEL},"trader_index":1}`]],
      NO_NUMBER,
      [['POST', `${API}/sell`, `{${S},"price":10.5,"shares":200,"price_type":5,${LABEL},"trader_index":1}`]],
      DISOBEYS,
    ],
  },
  {
    name: 'sell by fraction',
    run: (qmt) => qmt.sell({ ...one, position_pct: 0.5, strategy_name: 'mine' }),
    expected: [
      [
        positions,
        [
          'POST',
          `${API}/outer/trade/sell`,
          `{${S},"trade_price":10.5,"position_pct":0.5,"price_type":0,"strategy_name":"mine","trader_index":1}`,
        ],
      ],
      [
        positions,
        [
          'POST',
          `${API}/outer/trade/sell`,
          `{${S},"trade_price":10.5,"position_pct":0.5,"price_type":0,"strategy_name":"mine","trader_index":1}`,
        ],
      ],
      [positions, ['POST', `${API}/sell`, `{${S},"price":10.5,"shares":500,"price_type":0,"strategy_name":"mine","trader_index":1}`]],
      DISOBEYS,
    ],
  },
  {
    name: 'sellAll',
    run: (qmt) => qmt.sellAll(one),
    expected: [
      [
        [
          'POST',
          `${API}/outer/trade/sell`,
          `{${S},"trade_price":10.5,"position_pct":1,"price_type":0,"strategy_name":"清仓卖出","trader_index":1}`,
        ],
      ],
      [
        [
          'POST',
          `${API}/outer/trade/sell`,
          `{${S},"trade_price":10.5,"position_pct":1,"price_type":0,"strategy_name":"清仓卖出","trader_index":1}`,
        ],
      ],
      [positions, ['POST', `${API}/sell`, `{${S},"price":10.5,"shares":1050,"price_type":0,"strategy_name":"清仓卖出","trader_index":1}`]],
      DISOBEYS,
    ],
  },
  {
    name: 'buyAll',
    run: (qmt) => qmt.buyAll(one),
    expected: bySignature([['POST', `${API}/trade/allin`, `{${S},"cur_price":10.5,"trader_index":1}`]]),
  },
  {
    name: 'reverseRepo',
    run: (qmt) => qmt.reverseRepo({ trader_index: 1 }),
    expected: bySignature(
      [['POST', `${API}/trade/nhg`, '{"reserve_amount":0,"trader_index":1}']],
      [['POST', `${API}/trade/nhg`, '{"trader_index":1}']],
    ),
  },
  {
    name: 'reverseRepo with a reserve',
    run: (qmt) => qmt.reverseRepo({ reserve_amount: '1000.50', trader_index: 1 }),
    expected: bySignature(
      [['POST', `${API}/trade/nhg`, '{"reserve_amount":1000.5,"trader_index":1}']],
      /this server \(upstream\) keeps nothing back: it ignores reserve_amount/,
    ),
  },
  {
    name: 'getOrder',
    run: (qmt) => qmt.getOrder({ order_id: 7, trader_index: 1 }),
    expected: bySignature([['POST', `${API}/order`, '{"order_id":7,"trader_index":1}']]),
  },
  {
    name: 'getOrders',
    run: (qmt) => qmt.getOrders({ trader_index: 1 }),
    expected: bySignature([['POST', `${API}/orders`, '{"cancelable_only":false,"trader_index":1}']]),
  },
  {
    name: 'getOrders that can be cancelled',
    run: (qmt) => qmt.getOrders({ trader_index: 1, cancelable_only: true }),
    expected: bySignature([['POST', `${API}/orders`, '{"cancelable_only":true,"trader_index":1}']]),
  },
  {
    name: 'cancelOrder',
    run: (qmt) => qmt.cancelOrder({ order_id: 7, trader_index: 1 }),
    expected: bySignature([['POST', `${API}/cancel_order`, '{"order_id":7,"trader_index":1}']]),
  },
  {
    name: 'cancelAllBuyOrders',
    run: (qmt) => qmt.cancelAllBuyOrders({ trader_index: 1 }),
    expected: bySignature([['POST', `${API}/cancel_orders/buy`, '{"trader_index":1}']]),
  },
  {
    name: 'cancelAllSellOrders',
    run: (qmt) => qmt.cancelAllSellOrders({ trader_index: 1 }),
    expected: bySignature([['POST', `${API}/cancel_orders/sale`, '{"trader_index":1}']]),
  },
  {
    name: 'getMarketData',
    run: (qmt) =>
      qmt.getMarketData({
        stock_list: ['510300', '000001.SZ'],
        field_list: ['time', 'close'],
        period: '5m',
        start_time: '20260101',
        count: -1,
        dividend_type: 'none',
        fill_data: false,
        json: 1,
      }),
    expected: upstreamOnly([
      [
        'GET',
        '/qmt/data/api/get_market_data_ex?stock_list=510300%2C000001.SZ&field_list=time%2Cclose&period=5m&start_time=20260101&count=-1' +
          '&dividend_type=none&fill_data=false&json=1',
      ],
    ]),
  },
  {
    name: 'getFullTick',
    run: (qmt) => qmt.getFullTick({ stock_list: ['600000.SH'] }),
    expected: upstreamOnly([['GET', '/qmt/data/api/get_full_tick?stock_list=600000.SH']]),
  },
  {
    name: 'sendMessage',
    run: (qmt) => qmt.sendMessage({ msg: { 标题: '测试', n: [1] } }),
    expected: bySignature([['POST', '/send_msg', '{"msg":{"标题":"测试","n":[1]}}']]),
  },
  {
    name: 'buy by number for all',
    run: (qmt) => qmt.allAccounts().buy({ ...order, shares: 200 }),
    expected: [
      [['POST', `${API}/outer/trade/buy`, `{${S},"trade_price":10.5,"order_num":200,"price_type":0,${LABEL}}`]],
      NO_NUMBER,
      [['POST', `${API}/buy`, `{${S},"price":10.5,"shares":200,"price_type":0,${LABEL}}`]],
      NO_SESSION_BUY,
    ],
  },
  {
    name: 'buy by fraction for all',
    run: (qmt) => qmt.allAccounts().buy({ ...order, position_pct: '0.25', price_type: 2 }),
    expected: [
      [['POST', `${API}/outer/trade/buy`, `{${S},"trade_price":10.5,"position_pct":0.25,"price_type":2,${LABEL}}`]],
      [['POST', `${API}/outer/trade/buy`, `{${S},"trade_price":10.5,"position_pct":0.25,"price_type":2,${LABEL}}`]],
      [['POST', `${API}/trade`, `{${S},"trade_price":10.5,"position_pct":0.25,"pricetype":2,${LABEL}}`]],
      // The name would be ignored.
      [['POST', `${API}/trade`, `{${S},"trade_price":10.5,"position_pct":0.25,"pricetype":2}`]],
    ],
  },
  {
    name: 'sell by number for all',
    run: (qmt) => qmt.allAccounts().sell({ ...order, shares: 200 }),
    expected: [
      [['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"order_num":200,"price_type":0,${LABEL}}`]],
      NO_NUMBER,
      [['POST', `${API}/sell`, `{${S},"price":10.5,"shares":200,"price_type":0,${LABEL}}`]],
      [['POST', `${API}/sell`, `{${S},"price":10.5,"shares":200}`]],
    ],
  },
  {
    name: 'sell by number for all, at the best price of the other side',
    run: (qmt) => qmt.allAccounts().sell({ ...order, shares: 200, price_type: 5 }),
    expected: [
      [['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"order_num":200,"price_type":5,${LABEL}}`]],
      NO_NUMBER,
      [['POST', `${API}/sell`, `{${S},"price":10.5,"shares":200,"price_type":5,${LABEL}}`]],
      /this server \(upstream\) sells at a limit in a session: it ignores price_type/,
    ],
  },
  {
    name: 'sell by fraction for all',
    run: (qmt) => qmt.allAccounts().sell({ ...order, position_pct: 0.5 }),
    expected: [
      [
        ['GET', `${API}/accounts`],
        ['GET', `${API}/positions/0`],
        positions,
        ['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"position_pct":0.5,"price_type":0,${LABEL}}`],
      ],
      [
        ['GET', `${API}/accounts`],
        ['GET', `${API}/positions/0`],
        positions,
        ['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"position_pct":0.5,"price_type":0,${LABEL}}`],
      ],
      NO_FRACTION,
      NO_FRACTION,
    ],
  },
  {
    name: 'sellAll for all',
    run: (qmt) => qmt.allAccounts().sellAll(order),
    expected: [
      [['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"position_pct":1,"price_type":0,"strategy_name":"清仓卖出"}`]],
      [['POST', `${API}/outer/trade/sell`, `{${S},"trade_price":10.5,"position_pct":1,"price_type":0,"strategy_name":"清仓卖出"}`]],
      NO_FRACTION,
      NO_FRACTION,
    ],
  },
  {
    name: 'buyAll for all',
    run: (qmt) => qmt.allAccounts().buyAll(order),
    expected: bySignature([['POST', `${API}/trade/allin`, `{${S},"cur_price":10.5}`]]),
  },
  {
    name: 'reverseRepo for all',
    run: (qmt) => qmt.allAccounts().reverseRepo(),
    // A body goes out even if nothing is in it: without one the server fails.
    expected: bySignature([['POST', `${API}/trade/nhg`, '{"reserve_amount":0}']], [['POST', `${API}/trade/nhg`, '{}']]),
  },
  {
    name: 'cancelAllBuyOrders for all',
    run: (qmt) => qmt.allAccounts().cancelAllBuyOrders(),
    expected: bySignature([['POST', `${API}/cancel_orders/buy`, '{}']]),
  },
  {
    name: 'cancelAllSellOrders for all',
    run: (qmt) => qmt.allAccounts().cancelAllSellOrders(),
    expected: bySignature([['POST', `${API}/cancel_orders/sale`, '{}']]),
  },
]

const state = server({ positions: [position('000001.SZ', 1050)] })

function client(mode: Mode, kind: Kind): { readonly qmt: Qmt; readonly calls: readonly Sent[]; readonly sent: readonly Sent[] } {
  if (mode === 'session') return sessionClient({ server: kind }, state)
  const { qmt, sent } = signedClient({ server: kind }, state)
  return { qmt, sent, calls: sent }
}

function checkHeaders(one: Sent, mode: Mode): void {
  const names = [
    ...(one.method === 'POST' ? ['content-type'] : []),
    ...(mode === 'signed' ? ['x-client-id', 'x-signature', 'x-timestamp'] : ['cookie']),
  ]
  expect(Object.keys(one.headers).sort()).toEqual(names.sort())
  if (one.method === 'POST') expect(one.headers['content-type']).toBe('application/json')
  if (mode === 'signed') verifyQmtWire(one, KEY.secretKey)
  else expect(one.headers['cookie']).toBe(`session=${COOKIE}`)
}

describe.each(MODES.map(([mode, kind], at) => ({ mode, kind, at })))('$mode, $kind server', ({ mode, kind, at }) => {
  it.each(cases.map(({ name, run, expected }) => ({ name, run, expected: expected[at] ?? [] })))('$name', async ({ run, expected }) => {
    const { qmt, sent, calls } = client(mode, kind)
    if (expected instanceof RegExp) {
      const error = await caught(() => run(qmt))
      expect([ConfigError, InvalidRequestError].some((type) => error instanceof type)).toBe(true)
      expect(error).toMatchObject({ outcome: 'not-sent', attempts: 0 })
      expect(error.message).toMatch(expected)
      expect(sent).toEqual([])
      return
    }
    await run(qmt)
    expect(calls.map(({ method, url, body }) => [method, url, body])).toEqual(
      expected.map(([method, address, body = '']) => [method, `${BASE_URL}${address}`, body]),
    )
    for (const one of calls) checkHeaders(one, mode)
  })
})

it('every method of the client stands in the table', () => {
  const { qmt } = signedClient()
  const named = new Set(cases.map(({ name }) => name.split(/[ ,]/)[0]))
  expect(Object.keys(qmt).filter((name) => !named.has(name))).toEqual(['allAccounts', 'login', 'logout'])
  expect(
    Object.keys(qmt.allAccounts()).filter((name) => !cases.some((one) => one.name.startsWith(name) && one.name.includes('for all'))),
  ).toEqual([])
})

it('the manual server is the default', async () => {
  const { qmt, sent } = signedClient({ server: undefined })
  expect((await caught(() => qmt.getFullTick({ stock_list: ['000001'] }))).message).toMatch(/only the upstream server has it/)
  expect(sent).toEqual([])
})
