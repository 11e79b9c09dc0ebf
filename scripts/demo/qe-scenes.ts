import type { Qe, Schema } from 'tradespec/qe'
import { money, short } from './decimals.js'
import { SPEED } from './inside.js'
import type { Stage } from './stage.js'

const symbol = 'BTCUSDT'
const BAR = 30
/** Between two looks: ten seconds of the mock's time. */
const POLL_MS = 10_000 / SPEED

/** Places an order, watches it to its end, and returns its id. */
export async function workedOrder(stage: Stage, qe: Qe): Promise<string> {
  stage.scene(
    'Quantum Execute: an order worked over a minute',
    `const { masterOrderId } = await qe.createMasterOrder({ algorithm: 'TWAP',\n  exchange: 'Binance', symbol: '${symbol}', marketType: 'SPOT', side: 'buy',\n  apiKeyId, totalQuantity: '0.02', executionDurationSeconds: 60 })\nawait qe.waitForMasterOrder(masterOrderId, { onProgress })`,
  )
  const { items } = await qe.listExchangeApis({ exchange: 'Binance' })
  const account = items.find(({ isValid, isTradingEnabled }) => isValid && isTradingEnabled)
  if (!account) throw new Error('the mock has no usable key')
  const { masterOrderId } = await qe.createMasterOrder({
    algorithm: 'TWAP',
    exchange: 'Binance',
    symbol,
    marketType: 'SPOT',
    side: 'buy',
    apiKeyId: account.id,
    totalQuantity: '0.02',
    executionDurationSeconds: 60,
  })
  stage.tell(`Taken as ${masterOrderId}, for the account "${account.accountName}". The mock's clock runs ${SPEED} times as fast as yours.`)
  const order = await qe.waitForMasterOrder(masterOrderId, { pollMs: POLL_MS, onProgress: (look) => stage.say(progress(stage, look)) })
  stage.say(
    `${stage.paint('green', order.status)}: ${order.filledAmount} ${order.base} for ${money(order.totalValue)} ${order.quote}, ${money(order.averagePrice)} on average`,
  )
  return masterOrderId
}

/** One line: what is done of what was ordered, and at which price so far. */
function progress({ paint }: Stage, { status, filledQuantity, totalQuantity, averagePrice }: Schema<'MasterOrder'>): string {
  const done = Number(filledQuantity) / Number(totalQuantity)
  const full = Math.round(done * BAR)
  const bar = paint('green', '█'.repeat(full)) + paint('dim', '░'.repeat(BAR - full))
  const price = averagePrice > 0 ? `at ${money(averagePrice)}` : ''
  return `${bar} ${`${Math.round(done * 100)} %`.padStart(5)}  ${status.padEnd(10)} ${price}`.trimEnd()
}

export async function fills(stage: Stage, qe: Qe, masterOrderId: string): Promise<void> {
  stage.scene('Its parts, over all pages', 'for await (const fill of qe.v2.paginate.listOrderFills({ masterOrderId }))')
  const rows: string[][] = []
  for await (const { orderCreatedTime, orderType, filledQuantity, averagePrice, filledNotional } of qe.v2.paginate.listOrderFills({
    masterOrderId,
  })) {
    const time = new Date(orderCreatedTime).toISOString().slice(11, 19)
    rows.push([time, orderType, short(filledQuantity), short(averagePrice), short(filledNotional)])
  }
  // As the service lists them: the newest first.
  const shown = rows.toReversed().slice(0, 4)
  stage.table([['placed', 'type', 'BTC', 'price', 'USDT'], ...shown, [`... ${rows.length - shown.length} more`, '', '', '', '']], [2, 3, 4])
  const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
  const fees = Object.entries(masterOrder.commission ?? {}).map(([coin, amount]) => `${short(amount)} ${coin}`)
  stage.say(`Fees: ${fees.join(', ') || 'none'}.`)
}
