/** One execution of an order against the market. */
export interface Fill {
  readonly price: string
  readonly qty: string
  readonly quoteQty: string
  readonly commission: string
  readonly commissionAsset: string
  readonly tradeId: number
  readonly isMaker: boolean
  readonly time: number
}

export interface StoredOrder {
  readonly symbol: string
  readonly orderId: bigint
  readonly orderListId: bigint
  clientOrderId: string
  readonly price: string
  origQty: string
  executedQty: string
  readonly origQuoteOrderQty: string
  cummulativeQuoteQty: string
  status: string
  readonly timeInForce: string
  readonly type: string
  readonly side: string
  readonly stopPrice: string | undefined
  readonly icebergQty: string | undefined
  readonly trailingDelta: bigint | undefined
  readonly strategyId: bigint | undefined
  readonly strategyType: number | undefined
  readonly pegPriceType: string | undefined
  readonly pegOffsetType: string | undefined
  readonly pegOffsetValue: number | undefined
  readonly selfTradePreventionMode: string
  readonly time: number
  updateTime: number
  /** -1 while it waits for its stop price or for another order. */
  workingTime: number
  readonly fills: Fill[]
  readonly amendments: Amendment[]
}

export interface Amendment {
  readonly executionId: bigint
  readonly origClientOrderId: string
  readonly newClientOrderId: string
  readonly origQty: string
  readonly newQty: string
  readonly time: number
}

export interface StoredList {
  readonly orderListId: bigint
  readonly contingencyType: 'OCO' | 'OTO'
  readonly listClientOrderId: string
  readonly symbol: string
  readonly orders: readonly StoredOrder[]
  readonly transactionTime: number
  status: 'EXECUTING' | 'ALL_DONE'
}

/** What an order is placed with, names as in newOrder. */
export interface OrderRequest {
  readonly symbol: string
  readonly side: string
  readonly type: string
  readonly clientOrderId: string | undefined
  readonly timeInForce?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteOrderQty?: string | undefined
  readonly price?: string | undefined
  readonly stopPrice?: string | undefined
  readonly icebergQty?: string | undefined
  readonly trailingDelta?: bigint | undefined
  readonly strategyId?: bigint | undefined
  readonly strategyType?: number | undefined
  readonly pegPriceType?: string | undefined
  readonly pegOffsetType?: string | undefined
  readonly pegOffsetValue?: number | undefined
  readonly selfTradePreventionMode?: string | undefined
}

/** Statuses of an order that can still be filled or cancelled. */
export const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW'])

/** Types that wait for their stop price. */
export const STOPS: ReadonlySet<string> = new Set(['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'])
