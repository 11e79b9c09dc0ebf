import type { Row } from '../account/account.js'

/** A loan or a repayment; `action` tells which, for whoever lists them. */
export const loan = (
  isolatedSymbol: string | undefined,
  asset: unknown,
  amount: unknown,
  type: 'AUTO' | 'MANUAL',
  txId: number,
  timestamp: number,
  action: unknown,
): Row => ({ type, isolatedSymbol, amount, asset, interest: '0.00000000', principal: amount, status: 'CONFIRMED', timestamp, txId, action })
