import type { OperationId } from '../../../../generated/qe/operations.js'
import { type Answer, type AnswerContext, type Answers, text } from './context.js'

/** Where each figure comes from; the rest is the generated answer. */
const SOURCES = {
  getAccountBalance: { exchange: 'Binance', accountType: 'SPOT' },
  getMarginBalance: { exchange: 'Binance', accountType: 'FUTURES' },
  getPv1Balance: { exchange: 'Binance', accountType: 'PORTFOLIO_MARGIN' },
  getOkxAccountBalance: { exchange: 'OKX' },
  getFapiPositionSideDial: { exchange: 'Binance', accountType: 'FUTURES' },
  getPapiUmPositionSideDual: { exchange: 'Binance', accountType: 'PORTFOLIO_MARGIN' },
  getOkxAccountPositions: { exchange: 'OKX' },
  getOkxAccountMaxSize: { exchange: 'OKX' },
  getLtpPosition: { exchange: 'LTP' },
  getDeribitPosition: { exchange: 'Deribit' },
  getUmAccount: { exchange: 'Binance', accountType: 'PORTFOLIO_MARGIN' },
  getCmAccount: { exchange: 'Binance', accountType: 'PORTFOLIO_MARGIN' },
  getPv1Account: { exchange: 'Binance', accountType: 'PORTFOLIO_MARGIN' },
  getDapiAccount: { exchange: 'Binance', accountType: 'FUTURES' },
  getFapiAccount: { exchange: 'Binance', accountType: 'FUTURES' },
  getCrossMarginAccountDetail: { exchange: 'Binance', accountType: 'MARGIN' },
  getLtpAccount: { exchange: 'LTP' },
  getLtpPortfolioAsset: { exchange: 'LTP' },
  getDeribitAccount: { exchange: 'Deribit' },
  getHyperliquidSpotBalance: { exchange: 'Hyperliquid' },
  getHyperliquidPositions: { exchange: 'Hyperliquid' },
} as const satisfies { readonly [Id in OperationId]?: { readonly exchange: string; readonly accountType?: string } }

const from =
  (source: { readonly exchange: string; readonly accountType?: string }): Answer =>
  (context) => {
    const answer = context.invent() as Readonly<Record<string, unknown>>
    const echoed = Array.isArray(answer['data']) ? { data: answer['data'].map((row: object) => ({ ...row, ...askedFor(context) })) } : {}
    const updated = 'updateTime' in answer ? { updateTime: String(context.now) } : {}
    return { ...answer, ...source, ...echoed, ...updated }
  }

/** Rows are about what was asked for. */
function askedFor({ params }: AnswerContext): Readonly<Record<string, string>> {
  const asked = { instId: text(params['instId']), sym: text(params['sym']) }
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

export const balanceAnswers: Answers = Object.fromEntries(Object.entries(SOURCES).map(([id, source]) => [id, from(source)]))
