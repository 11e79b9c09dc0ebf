import { fromUnits, toUnits } from '../../amounts.js'
import { hexHash } from '../../random.js'
import type { Row } from '../account/account.js'
import type { AnswerContext, Answers } from './context.js'
import { filledUp, fits, inTime, invented, listOf, pageOf, rowsOf } from './sapi-rows.js'

/** Addresses that the account may withdraw to. */
const WHITE_LIST = [
  { address: 'bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh', addressTag: '', coin: 'BTC', name: 'cold wallet', network: 'BTC' },
  { address: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE', addressTag: '', coin: 'USDT', name: 'exchange', network: 'TRX' },
] as const

/** Fee that is kept of a withdrawal. */
const FEE = '0.0005'
/** The exchange works on it. Source: Wallet, Capital, Withdraw History. */
const PROCESSING = 4

/** Answers below /sapi that remember: what was sent can be asked after. */
export const sapiAnswers = {
  withdraw(context) {
    const { account, params, now } = context
    const id = hexHash(`withdrawal:${account.nextId()}`, 32)
    account.withdrawals.push({
      id,
      amount: params['amount'],
      transactionFee: FEE,
      coin: params['coin'],
      status: PROCESSING,
      address: params['address'],
      addressTag: params['addressTag'],
      network: params['network'] ?? params['coin'],
      txId: '',
      applyTime: secondsText(now()),
      transferType: 0,
      withdrawOrderId: params['withdrawOrderId'],
      info: '',
      confirmNo: 0,
      walletType: params['walletType'] ?? 0,
      txKey: '',
      completeTime: undefined,
      time: now(),
    })
    return { id }
  },
  withdrawHistory(context) {
    const { account, params, strict } = context
    const ids = params['idList'] === undefined ? undefined : listOf(params['idList'])
    const own = inTime(account.withdrawals, 'time', context).filter(
      (row) =>
        fits(row, 'coin', params['coin']) &&
        fits(row, 'withdrawOrderId', params['withdrawOrderId']) &&
        fits(row, 'status', params['status']) &&
        (ids === undefined || ids.includes(String(row['id']))),
    )
    if (own.length === 0 && !strict) return invented(context)
    const [first, limit] = [Number(params['offset'] ?? 0), Number(params['limit'] ?? 500)]
    return filledUp(own.slice(first, first + limit), context.inventAnswer()).map(without('time'))
  },
  coinInfo({ inventAnswer }) {
    const made = inventAnswer()
    if (!Array.isArray(made)) return made
    // What is on the white list can be withdrawn.
    const listed = WHITE_LIST.map(({ coin, network }) => {
      const [like] = made as { readonly networkList?: readonly object[] }[]
      const open = { withdrawEnable: true, depositEnable: true, busy: false, withdrawMin: '0.001', withdrawMax: '10000', withdrawFee: FEE }
      const networkList = [{ ...like?.networkList?.[0], ...open, coin, network, isDefault: true }]
      return {
        ...like,
        coin,
        name: coin,
        free: '1000.00000000',
        withdrawAllEnable: true,
        depositAllEnable: true,
        trading: true,
        networkList,
      }
    })
    const others = (made as { readonly coin?: unknown }[]).filter(({ coin }) => !WHITE_LIST.some((entry) => entry.coin === coin))
    return [...listed, ...others]
  },
  withdrawAddressList: () => WHITE_LIST.map((entry) => ({ ...entry, origin: '', originType: 'others', whiteStatus: true })),
  userUniversalTransfer({ account, params, now }) {
    const tranId = account.nextId()
    const { type, asset, amount, fromSymbol, toSymbol } = params
    account.transfers.push({ asset, amount, type, status: 'CONFIRMED', tranId, timestamp: now(), fromSymbol, toSymbol })
    return { tranId }
  },
  userUniversalTransferHistory(context) {
    const { account, params, strict } = context
    const own = inTime(account.transfers, 'timestamp', context).filter((row) =>
      ['type', 'fromSymbol', 'toSymbol'].every((name) => fits(row, name, params[name])),
    )
    if (own.length === 0 && !strict) return invented(context)
    const { rows, total } = pageOf(own, params['current'], params['size'], 10)
    return { total, rows: rows.map(without('fromSymbol', 'toSymbol')) }
  },
  subAccountUniversalTransfer(context) {
    const { account, params, now } = context
    const tranId = account.nextId()
    const { fromEmail, toEmail, fromAccountType, toAccountType, asset, amount, clientTranId } = params
    account.subAccountTransfers.push({
      tranId,
      fromEmail: fromEmail ?? '',
      toEmail: toEmail ?? '',
      asset,
      amount,
      createTimeStamp: now(),
      fromAccountType,
      toAccountType,
      status: 'SUCCESS',
      clientTranId: clientTranId ?? '',
    })
    return { ...(invented(context) as object), tranId }
  },
  subAccountUniversalTransferHistory(context) {
    const { account, params, strict } = context
    const own = inTime(account.subAccountTransfers, 'createTimeStamp', context).filter((row) =>
      ['fromEmail', 'toEmail', 'clientTranId'].every((name) => fits(row, name, params[name])),
    )
    if (own.length === 0 && !strict) return invented(context)
    const { rows, total } = pageOf(own, params['page'], params['limit'], 500)
    return { result: rows, totalCount: total }
  },
  earnSubscribeFlexibleProduct(context) {
    const { account, params } = context
    const product = String(params['productId'])
    account.flexible.set(product, (account.flexible.get(product) ?? 0n) + toUnits(String(params['amount'])))
    return { ...(invented(context) as object), purchaseId: account.nextId() }
  },
  earnRedeemFlexibleProduct(context) {
    const { account, params } = context
    const product = String(params['productId'])
    const held = account.flexible.get(product)
    const left = held === undefined || params['redeemAll'] === true ? 0n : held - toUnits(String(params['amount']))
    if (left > 0n) account.flexible.set(product, left)
    else account.flexible.delete(product)
    return { ...(invented(context) as object), redeemId: account.nextId() }
  },
  earnFlexibleProductPosition(context) {
    const { account, params, strict } = context
    const held = [...account.flexible].map(
      ([productId, units]): Row => ({ productId, totalAmount: fromUnits(units), asset: assetOf(productId) }),
    )
    const own = held.filter((row) => fits(row, 'productId', params['productId']) && fits(row, 'asset', params['asset']))
    if (own.length === 0 && !strict) return invented(context)
    const { rows, total } = pageOf(own, params['current'], params['size'], 10)
    return { rows: filledUp(rows, context.inventAnswer()), total }
  },
  transferDust: dust,
  dustConvert: dust,
} satisfies Answers

/** One result for each asset that was asked for, and their sums. */
function dust(context: AnswerContext): unknown {
  const { account, params } = context
  const answer = context.inventAnswer()
  const [template] = rowsOf(answer)
  const results = listOf(params['asset']).map((fromAsset) => ({
    ...template,
    fromAsset,
    tranId: account.nextId(),
    transferedAmount: '0.00098000',
    serviceChargeAmount: '0.00002000',
    operateTime: context.now(),
  }))
  const sum = (name: 'transferedAmount' | 'serviceChargeAmount') =>
    fromUnits(results.reduce((total, row) => total + toUnits(row[name]), 0n))
  return {
    ...(answer as object),
    totalTransfered: sum('transferedAmount'),
    totalServiceCharge: sum('serviceChargeAmount'),
    transferResult: results,
  }
}

/** Products are named after their asset: BTC001. */
const assetOf = (product: string): string => /^[A-Z]+/.exec(product)?.[0] ?? 'BTC'

/** A time as these histories write it: UTC, to the second. */
const secondsText = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

/** A row less what only the mock knows it by. */
const without =
  (...names: readonly string[]) =>
  (row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))
