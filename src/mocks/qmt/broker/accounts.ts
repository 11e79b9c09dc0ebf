/** A holding that an account begins with. */
export interface MockPosition {
  /** With or without suffix. */
  readonly symbol: string
  /** Held; 0 is what was sold today, which stays listed. */
  readonly volume: number
  /** Can be sold today. Default: all of it. */
  readonly can_use_volume?: number | undefined
  /** Cost of one. Default: the last price, or 0 where nothing is held. */
  readonly avg_price?: number | undefined
  /** Default: the cost. */
  readonly open_price?: number | undefined
  /** Default: the mock's name of it, else the symbol. */
  readonly name?: string | undefined
}

/** An account behind the server. */
export interface MockAccount {
  readonly account_id: string
  /** Without one it is shown as 账户1 and so on. */
  readonly nick_name?: string | undefined
  /** The number in the server's own strategy names, `quant_1`. Default 1. */
  readonly account_type?: number | undefined
  /** Free cash, yuan. */
  readonly cash: number
  readonly positions: readonly MockPosition[]
}

/** With odd remainders, shares bought today, bonds, a fund, and something sold out. */
export const DEFAULT_ACCOUNTS: readonly MockAccount[] = [
  {
    account_id: '8880012345',
    nick_name: '主账户',
    cash: 412_380.55,
    positions: [
      { symbol: '000001.SZ', volume: 1500, can_use_volume: 1000, avg_price: 10.5 },
      { symbol: '600519.SH', volume: 100, avg_price: 1415.2 },
      { symbol: '510300.SH', volume: 8850, avg_price: 4.512 },
      { symbol: '113050.SH', volume: 235, avg_price: 112.37 },
      { symbol: '600000.SH', volume: 0 },
    ],
  },
  {
    account_id: '8880067890',
    cash: 56_812.55,
    positions: [
      { symbol: '000001.SZ', volume: 150, avg_price: 10.88 },
      { symbol: '300750.SZ', volume: 200, avg_price: 371.4 },
    ],
  },
]
