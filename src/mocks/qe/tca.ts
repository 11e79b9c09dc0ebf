import { dividedBy } from '../amounts.js'
import { unitHash } from '../random.js'
import { amountNumber, ratio } from './amount-text.js'
import { byAmount, doneOf, filledOf, type MasterOrder, makerMoneyOf, moneyOf, targetOf } from './master-order.js'
import { categoryOf } from './order-v1.js'
import { dayText, timeText } from './times.js'

/** What an order cost, as far as the mock can know; what only a market knows is made up. Rates are fractions. */
function figures(order: MasterOrder, arrivalPrice: bigint, seed: number) {
  const [filled, value, makerValue] = [filledOf(order), moneyOf(order), makerMoneyOf(order)]
  const average = dividedBy(value, filled)
  const worse = filled === 0n ? 0n : order.terms.side === 'buy' ? arrivalPrice - average : average - arrivalPrice
  const chance = (name: string, scale: number) => Number(((unitHash(`${seed}:${order.masterOrderId}:${name}`) - 0.5) * scale).toFixed(8))
  const slippagePct = ratio(worse, arrivalPrice)
  const [twapPct, vwapPct, spread] = [chance('twap', 0.0004), chance('vwap', 0.0004), amountNumber(arrivalPrice / 1_000_000n)]
  const farTouch = (pct: number) => Number((pct + 0.000001).toFixed(8))
  return {
    quantity: byAmount(order) ? amountNumber(filled) : amountNumber(targetOf(order)),
    notional: byAmount(order) ? amountNumber(targetOf(order)) : amountNumber(value),
    arrivalPrice: amountNumber(arrivalPrice),
    executedRate: ratio(doneOf(order), targetOf(order)),
    filledQuantity: amountNumber(filled),
    takerNotional: amountNumber(value - makerValue),
    makerNotional: amountNumber(makerValue),
    filledNotional: amountNumber(value),
    makerRate: ratio(makerValue, value),
    childCount: order.children.length,
    averagePrice: amountNumber(average),
    slippage: amountNumber(worse),
    slippagePct,
    twapPct,
    vwapPct,
    spread,
    slippageFarPct: farTouch(slippagePct),
    twapFarPct: farTouch(twapPct),
    vwapFarPct: farTouch(vwapPct),
    intervalReturn: chance('return', 0.002),
    participationRate: Math.abs(chance('participation', 0.02)),
    feeSavingPct: Math.abs(chance('fee', 0.0004)),
  }
}

const finishedText = ({ ended }: MasterOrder): string => (ended ? timeText(ended.atMs) : '')

/** Row of the first edition; its spelling is the service's. */
export function tcaRowV1(order: MasterOrder, arrivalPrice: bigint, seed: number) {
  const f = figures(order, arrivalPrice, seed)
  return {
    MasterOrderID: order.masterOrderId,
    StartTime: timeText(order.startMs),
    EndTime: timeText(order.startMs + order.durationMs),
    FinishedTime: finishedText(order),
    Strategy: order.terms.algorithm,
    Symbol: order.terms.symbol,
    Category: categoryOf(order),
    Side: order.terms.side,
    Date: dayText(order.createdMs),
    MasterOrderQty: f.quantity,
    MasterOrderNotional: f.notional,
    ArrivalPrice: f.arrivalPrice,
    ExcutedRate: f.executedRate,
    FillQty: f.filledQuantity,
    TakeFillNotional: f.takerNotional,
    MakeFillNotional: f.makerNotional,
    FillNotional: f.filledNotional,
    MakerRate: f.makerRate,
    ChildOrderCnt: f.childCount,
    AverageFillPrice: f.averagePrice,
    Slippage: f.slippage,
    Slippage_pct: f.slippagePct,
    TWAP_Slippage_pct: f.twapPct,
    VWAP_Slippage_pct: f.vwapPct,
    Spread: f.spread,
    Slippage_pct_Fartouch: f.slippageFarPct,
    TWAP_Slippage_pct_Fartouch: f.twapFarPct,
    VWAP_Slippage_pct_Fartouch: f.vwapFarPct,
    IntervalReturn: f.intervalReturn,
    ParticipationRate: f.participationRate,
    FeeSaving_pct: f.feeSavingPct,
  }
}

/** Row of the second edition. */
export function tcaRowV2(order: MasterOrder, arrivalPrice: bigint, seed: number) {
  const f = figures(order, arrivalPrice, seed)
  return {
    masterOrderId: order.masterOrderId,
    startTime: timeText(order.startMs),
    endTime: timeText(order.startMs + order.durationMs),
    finishedTime: finishedText(order),
    strategy: order.terms.algorithm,
    category: categoryOf(order),
    date: dayText(order.createdMs),
    orderQuantity: f.quantity,
    orderNotional: f.notional,
    arrivalPrice: f.arrivalPrice,
    executionRate: f.executedRate,
    filledQuantity: f.filledQuantity,
    takerFilledNotional: f.takerNotional,
    makerFilledNotional: f.makerNotional,
    filledNotional: f.filledNotional,
    makerRate: f.makerRate,
    childOrderCount: f.childCount,
    averageFillPrice: f.averagePrice,
    slippage: f.slippage,
    slippagePct: f.slippagePct,
    twapSlippagePct: f.twapPct,
    vwapSlippagePct: f.vwapPct,
    spread: f.spread,
    slippagePctFarTouch: f.slippageFarPct,
    twapSlippagePctFarTouch: f.twapFarPct,
    vwapSlippagePctFarTouch: f.vwapFarPct,
    intervalReturn: f.intervalReturn,
    participationRate: f.participationRate,
    feeSavingPct: f.feeSavingPct,
  }
}
