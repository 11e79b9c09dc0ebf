import { isOpen, type Order, STATUS_WORDS } from '../broker/orders.js'
import { isSameNumber } from '../python/operators.js'
import { textOf } from '../python/text.js'
import { Float, isTrue, type PyValue, Raised } from '../python/value.js'
import { type Account, checkIndex, entries, fieldsOf, theAccount, type View } from './view.js'

const shown = (order: Order) => ({
  order_id: order.id,
  symbol: order.symbol,
  side: order.side,
  status: order.status,
  m_status: STATUS_WORDS.get(order.status) ?? null,
  volume: order.volume,
  traded_volume: order.tradedVolume,
  price: new Float(order.price),
  traded_price: new Float(order.tradedPrice),
  price_type: order.priceType,
  time: order.time,
  strategy_name: order.strategy,
})

const find = ({ terminal }: Account, id: PyValue): Order | undefined => terminal.orders.find((order) => isSameNumber(id, order.id))

export const getOrder: View = (request, server) => {
  const fields = fieldsOf(request.json().value)
  const order = find(theAccount(fields.get('trader_index'), server), fields.get('order_id'))
  if (!order) throw new Raised(`'NoneType' object has no attribute 'order_id'`)
  return shown(order)
}

export const getOrders: View = (request, server) => {
  const fields = fieldsOf(request.json().value)
  const { orders } = theAccount(fields.get('trader_index'), server).terminal
  return orders.filter((order) => isOpen(order) || !isTrue(fields.get('cancelable_only', false))).map(shown)
}

export const cancelOrder: View = (request, server) => {
  const fields = fieldsOf(request.json().value)
  const id = fields.get('order_id')
  const account = theAccount(fields.get('trader_index'), server)
  const success = account.terminal.cancel(find(account, id))
  return { success, order_id: id, message: `${success ? '撤单成功' : '撤单失败'}: OrderID ${textOf(id)}` }
}

const cancelAll =
  (side: Order['side'], message: string): View =>
  (request, server) => {
    const index = fieldsOf(request.json().value).get('trader_index')
    if (index !== null) checkIndex(index, server)
    const work = ({ terminal }: Account) => {
      for (const order of terminal.orders.filter((one) => one.side === side && isOpen(one))) {
        // Refused or not, only the bot hears of it.
        terminal.cancel(order)
        server.notify()
      }
      return {}
    }
    return { message, results: entries(index, server, work) }
  }

export const cancelAllBuyOrders = cancelAll('buy', '取消所有买单完成')
export const cancelAllSellOrders = cancelAll('sell', '取消所有卖单完成')
