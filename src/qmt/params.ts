/** A price or amount in yuan, or a fraction: a number, or a decimal string of at most 15 digits. Travels as a JSON number. */
export type Amount = number | string

/** 0 limit, 1 latest price, 2 best five levels and the rest cancelled, 3 best price of the own side, 5 best price of the other side. There is no 4. */
export type PriceType = 0 | 1 | 2 | 3 | 5

/** Which account. The client's `traderIndex` if left out; a trading call without either is refused. */
export interface OfAccount {
  readonly trader_index?: number | undefined
}

interface OrderFields {
  /** Six digits, with or without the exchange: `000001`, `000001.SZ`. */
  readonly symbol: string
  /** In yuan, above zero. Market price types need it too: a fraction is turned into shares with it. */
  readonly price: Amount
  /** Default 0, limit. */
  readonly price_type?: PriceType | undefined
  /** Shown beside the order. Default `客户端交易`. */
  readonly strategy_name?: string | undefined
}

/** By fraction or by number, never both. */
type Size =
  | {
      /** Above 0, at most 1. Of a purchase: of the total assets, on top of what is held. Of a sale: of what can be sold now. */
      readonly position_pct: Amount
      readonly shares?: undefined
    }
  | {
      /** Whole lots: hundreds of shares, tens of bonds (codes 11 and 12). */
      readonly shares: number
      readonly position_pct?: undefined
    }

/** What an order is, without the account. */
export type OrderParams = OrderFields & Size
export type BuyParams = OrderParams & OfAccount
export type SellParams = OrderParams & OfAccount

export interface WholeParams {
  readonly symbol: string
  readonly price: Amount
}
export type BuyAllParams = WholeParams & OfAccount
export type SellAllParams = WholeParams & OfAccount

export interface RepoParams {
  /** Cash to keep back, yuan. Default 0. */
  readonly reserve_amount?: Amount | undefined
}
export type ReverseRepoParams = RepoParams & OfAccount

export interface PositionParams extends OfAccount {
  /** With or without the exchange. */
  readonly symbol: string
}

export interface OrderIdParams extends OfAccount {
  readonly order_id: number
}

export interface OrdersParams extends OfAccount {
  /** Only orders that can still be cancelled. Default false. */
  readonly cancelable_only?: boolean | undefined
}

export interface MessageParams {
  /** A text, or an object for a formatted message. */
  readonly msg: string | Readonly<Record<string, unknown>>
}
