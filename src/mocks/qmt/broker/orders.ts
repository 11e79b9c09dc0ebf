/** States of an order that the mock's terminal brings about. */
export const REPORTED = 50
export const PART_FILLED = 55
export const CANCELLED = 54
export const FILLED = 56
export const REJECTED = 57

/** What can be filled or cancelled. */
export const isOpen = ({ status }: Order): boolean => status === REPORTED || status === PART_FILLED

/** The terminal's words for its states; there are none for other codes. */
export const STATUS_WORDS: ReadonlyMap<number, string> = new Map([
  [48, '未报'],
  [49, '待报'],
  [50, '已报'],
  [51, '已报待撤'],
  [52, '部成待撤'],
  [53, '部撤'],
  [54, '已撤'],
  [55, '部成'],
  [56, '已成'],
  [57, '废单'],
  [255, '未知'],
])

/** How the terminal counts price types: not as the server's callers do. */
export const LIMIT_PRICE = 11
export const LATEST_PRICE = 5

export interface OrderRequest {
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly volume: number
  readonly priceType: number
  /** 0 for all but limit orders. */
  readonly price: number
  readonly strategy: string
}

export interface Order extends OrderRequest {
  readonly id: number
  /** Epoch seconds. */
  readonly time: number
  status: number
  tradedVolume: number
  tradedPrice: number
}

export const REPO_SYMBOL = '131810.SZ'
/** Yuan that one piece of a repo stands for. */
export const REPO_UNIT = 100
