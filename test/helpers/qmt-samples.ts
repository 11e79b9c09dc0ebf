import type { OperationId } from 'tradespec/qmt'
import { FORM, loginForm, type QmtWireCall, TRADE } from './qmt-wire.js'

export interface QmtSample extends QmtWireCall {
  /** The only kind of server that can be asked so. Default: both. */
  readonly server?: 'manual' | 'upstream'
}

/** A call of one operation as it travels. Some name an order of account 0, which must have been placed before. */
export type SampleOf = (orderId: number) => QmtSample

const post =
  (path: string, body: string, more: Partial<QmtSample> = {}): SampleOf =>
  () => ({ path, body, ...more })

const get =
  (path: string, query = '', more: Partial<QmtSample> = {}): SampleOf =>
  () => ({ path, query, ...more })

const session = { auth: 'session' } as const
const manual = { server: 'manual' } as const
/** Both ways in. */
const either = (path: string, query = ''): SampleOf[] => [get(path, query), get(path, query, session)]
const data = (name: string, query: string) => either(`/qmt/data/api/${name}`, query)
const trade = (operation: 'buy' | 'sell', body: string, more?: Partial<QmtSample>) => post(`${TRADE}/outer/trade/${operation}`, body, more)

/** Calls of each operation, in the spellings of several clients, so that every kind of answer comes up. */
export const qmtSamples: { readonly [Id in OperationId]: readonly [SampleOf, ...SampleOf[]] } = {
  login: [post('/login', loginForm(), { auth: 'none', contentType: FORM })],
  logout: [get('/logout', '', { auth: 'none' }), get('/logout', '', session)],
  getAccounts: [get(`${TRADE}/accounts`), ...either(`${TRADE}/accounts`)],
  getPortfolio: [get(`${TRADE}/portfolio/0`), ...either(`${TRADE}/portfolio/1`)],
  getPositions: [get(`${TRADE}/positions/0`), ...either(`${TRADE}/positions/01`)],
  buy: [
    trade('buy', '{"symbol":"000001","trade_price":10.5,"position_pct":0.1}'),
    trade('buy', '{"symbol": "600519.SH", "trade_price": 1400.0, "position_pct": 0.01, "strategy_name": "\\u7f51\\u683c"}'),
    trade('buy', '{"trader_index":0,"symbol":"300750","trade_price":1,"position_pct":1,"price_type":4}'),
    trade('buy', '{"symbol":"128013","trade_price":125.50,"position_pct":0.5,"price_type":2}'),
    trade('buy', '{"symbol":"113050.SH","trade_price":118,"order_num":50,"price_type":1,"trader_index":1}', manual),
    trade('buy', '{"symbol":"600519","trade_price":1500,"order_num":100000,"strategy_name":"格"}', manual),
  ],
  sell: [
    trade('sell', '{"symbol":"000001","trade_price":10.5,"position_pct":0.5}'),
    trade('sell', '{"symbol":"000002","trade_price":7,"position_pct":1}'),
    trade('sell', '{"symbol":"510300","trade_price":4.5,"order_num":800,"price_type":5,"trader_index":0}', manual),
  ],
  buyAll: [post(`${TRADE}/trade/allin`, '{"symbol":"000858","cur_price":130}')],
  reverseRepo: [
    post(`${TRADE}/trade/nhg`, '{}'),
    post(`${TRADE}/trade/nhg`, '{"trader_index":1,"reserve_amount":1000.5}'),
    post(`${TRADE}/trade/nhg`, '{"reserve_amount":400000}'),
  ],
  sessionBuy: [
    post(`${TRADE}/buy`, '{"symbol":"000001","price":10,"shares":150}', session),
    post(`${TRADE}/buy`, '{"symbol":"000001","price":10,"shares":50,"trader_index":0}', session),
  ],
  sessionSell: [
    post(`${TRADE}/sell`, '{"symbol":"000001","price":10,"shares":150}', session),
    post(`${TRADE}/sell`, '{"symbol":"600000","price":10,"shares":100,"trader_index":0}', session),
  ],
  sessionTrade: [post(`${TRADE}/trade`, '{"symbol":"000001","trade_price":11,"position_pct":0.2,"pricetype":3}', session)],
  getOrder: [(orderId) => ({ path: `${TRADE}/order`, body: `{"trader_index":0,"order_id":${orderId}}` })],
  getOrders: [
    post(`${TRADE}/orders`, '{"trader_index":0}'),
    post(`${TRADE}/orders`, '{"trader_index": 0, "cancelable_only": true}'),
    post(`${TRADE}/orders`, '{"trader_index":1}'),
  ],
  cancelOrder: [
    (orderId) => ({ path: `${TRADE}/cancel_order`, body: `{"trader_index":0,"order_id":${orderId}}` }),
    post(`${TRADE}/cancel_order`, '{"trader_index":0,"order_id":5}'),
  ],
  cancelAllBuyOrders: [post(`${TRADE}/cancel_orders/buy`, '{}'), post(`${TRADE}/cancel_orders/buy`, '{"trader_index":1}')],
  cancelAllSellOrders: [post(`${TRADE}/cancel_orders/sale`, '{}'), post(`${TRADE}/cancel_orders/sale`, '{"trader_index":0}')],
  getMarketData: [
    get('/qmt/data/api/get_market_data_ex', 'stock_list=510300%2C600001,113050&count=5'),
    ...data('get_market_data_ex', 'stock_list=000001&json=1&count=8'),
    ...data('get_market_data_ex', 'stock_list=000001,600519.XSHG&period=1m&count=30&field_list=close,time'),
    ...data('get_market_data_ex', 'stock_list=430047&period=tick&count=4&json=1'),
    ...data('get_market_data_ex', 'stock_list=000001&period=1w&start_time=20260101&end_time=20260601'),
    ...data('get_market_data_ex', 'stock_list=000001&period=tick&count=3'),
  ],
  getFullTick: [get('/qmt/data/api/get_full_tick', 'stock_list=000001,600001'), ...data('get_full_tick', 'stock_list=688001,128013')],
  sendMessage: [post('/send_msg', '{"msg":"你好"}'), post('/send_msg', '{"msg":{"a":[1,2.5,"x"]}}')],
}
