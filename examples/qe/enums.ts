/**
 * The values that parameters take, as objects. They hold plain texts, so that `Algorithm.TWAP` and 'TWAP' are the same and either compiles;
 * a text that is not among them does not.
 */
import { Algorithm, Exchange, MarginType, MarketType, OrderSide, type Params, StrategyType } from 'tradespec/qe'

const all = { Algorithm, Exchange, MarketType, OrderSide, StrategyType, MarginType }
for (const [name, values] of Object.entries(all)) console.log(`${name.padEnd(13)} ${Object.values(values).join(', ')}`)

// The Python manual prints TWAP_1 for the strategy. What travels is TWAP-1; only the member's name has the underscore.
console.log(`StrategyType.TWAP_1 is ${StrategyType.TWAP_1}`)

const byObject = {
  algorithm: Algorithm.TWAP,
  strategyType: StrategyType.TWAP_1,
  exchange: Exchange.BINANCE,
  marketType: MarketType.SPOT,
  side: OrderSide.BUY,
  symbol: 'BTCUSDT',
  apiKeyId: 'from listExchangeApis',
  totalQuantity: '0.01',
} satisfies Params<'createMasterOrder'>

const byText = { ...byObject, algorithm: 'TWAP', strategyType: 'TWAP-1', side: 'buy' } satisfies Params<'createMasterOrder'>
console.log(`the same: ${JSON.stringify(byObject) === JSON.stringify(byText)}`)

// @ts-expect-error: sides are written small here
const wrong = { ...byText, side: 'BUY' } satisfies Params<'createMasterOrder'>
console.log(`does not compile: side ${wrong.side}`)
