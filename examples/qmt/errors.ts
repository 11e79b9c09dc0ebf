/**
 * What can go wrong. QmtAuthenticationError: who are you. QmtTradeError: the server took the order, and at least one account did not do it.
 * QmtApiError: both of these, and all else that the server says. InvalidRequestError: not sent (Python's ValueError, for much more).
 * Every error says with `outcome` whether orders may be live: not-sent, rejected, unknown.
 */
import { ConfigError, InvalidRequestError, NetworkError, TimeoutError, TradingError } from 'tradespec'
import { createQmt, QmtApiError, QmtAuthenticationError, QmtTradeError, session, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const { TRADESPEC_QMT_USERNAME: username = '' } = process.env
const settings = { baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0, retry: false } as const
const qmt = createQmt(settings)

/** One place that decides what to do. Most specific first. */
function advice(error: unknown): string {
  if (!(error instanceof TradingError)) throw error
  if (error instanceof ConfigError) return 'set the client up rightly, or name the account'
  if (error instanceof InvalidRequestError) return 'mend the order'
  if (error instanceof QmtTradeError) {
    const live = error.results.filter(({ outcome }) => outcome !== 'rejected').map(({ trader_index }) => trader_index)
    return live.length === 0 ? 'nothing was placed: mend the order' : `look at getOrders of account ${live.join(', ')}`
  }
  if (error instanceof QmtAuthenticationError) return 'check id and secret, name and password, and the clock'
  if (error.outcome === 'unknown') return 'look at getOrders before anything else'
  if (error instanceof QmtApiError) return 'read what the server says'
  if (error instanceof NetworkError || error instanceof TimeoutError) return 'nothing was sent: try again'
  return 'look into it'
}

async function show(what: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
    console.log(`${what}: no error`)
  } catch (error) {
    const { name, outcome, message } = error as TradingError
    console.log(`${what}\n  ${name}, ${outcome}: ${message}\n  what to do: ${advice(error)}`)
  }
}

const order = { symbol: '000001', price: 10.5, shares: 500 } as const
await show('wrong password', () => createQmt({ ...settings, auth: session({ username, password: 'wrong' }) }).login())
await show('wrong secret', () => createQmt({ ...settings, auth: signed({ clientId, secretKey: 'wrong' }) }).getPortfolio())
await show('wrong clock', () => createQmt({ ...settings, now: () => Date.now() - 3_600_000 }).getPortfolio())
await show('no account named', () => createQmt({ ...settings, traderIndex: undefined }).buy(order))
await show('no such account', () => qmt.getPortfolio({ trader_index: 99 }))
// @ts-expect-error: both
await show('fraction and number', () => qmt.buy({ ...order, position_pct: 0.1 }))
await show('nobody listens', () => createQmt({ ...settings, baseUrl: 'http://127.0.0.1:1' }).buy(order))
await show('not held', () => qmt.sell({ symbol: '601398', price: 5, shares: 100 }))

/** Stands for a server that fails after it may have placed the order. */
const failing: typeof fetch = async () => new Response('Internal Server Error', { status: 500 })
await show('the server fails', () => createQmt({ ...settings, fetch: failing }).buy(order))
