import { createQmt, type OrderResult, type Qmt, type QmtOptions, type Schema, session, signed } from 'tradespec/qmt'
import type { CallOptions } from '../../src/core/call.js'
import { type Answer, json, type Sent, spyFetch } from './spy-fetch.js'

export const NOW = 1_790_000_000_000
export const BASE_URL = 'http://localhost:9091'
export const KEY = { clientId: 'test-client', secretKey: 'test-secret' } as const
export const USER = { username: 'trader', password: 'test-password' } as const
export const COOKIE = 'first-cookie'

type Loose = Partial<QmtOptions>

/** A client that signs, over a fetch that reaches nothing. Does not repeat, unless told to. */
export function signedClient(options: Loose = {}, answer: Answer = server()) {
  const { fetch, sent } = spyFetch(answer)
  return { sent, qmt: createQmt({ auth: signed(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, retry: false, ...options }) }
}

/** A client that logs in; `calls` is what it sent beside that. */
export function sessionClient(options: Loose = {}, answer: Answer = server(), login: Answer = () => loggedIn()) {
  const calls: Sent[] = []
  const logins: Sent[] = []
  const { fetch, sent } = spyFetch((one) => {
    const isLogin = one.path.endsWith('/login')
    const list = isLogin ? logins : calls
    list.push(one)
    return (isLogin ? login : answer)(one, list.length - 1)
  })
  const qmt = createQmt({ auth: session(USER), baseUrl: BASE_URL, fetch, now: () => NOW, retry: false, ...options })
  return { sent, calls, logins, qmt }
}

export const cookieLine = (value: string): string => `session=${value}; HttpOnly; Path=/`

/** What a login that went well is answered with. */
export const loggedIn = (value = COOKIE): Response => json('', 302, { Location: '/trading', 'Set-Cookie': cookieLine(value) })

export const wrongPassword = (): Response => json('<html><p>用户名或密码错误</p></html>', 200, { 'Content-Type': 'text/html' })

/** The JSON body of a request. */
export const bodyOf = (sent: Pick<Sent, 'body'> | undefined): unknown => (sent === undefined ? undefined : JSON.parse(sent.body))

/** Method and path of each request. */
export const routes = (sent: readonly Sent[]): string[] => sent.map(({ method, path }) => `${method} ${path}`)

export const position = (symbol: string, usable: number, volume = usable): Schema<'Position'> => ({
  symbol,
  name: symbol,
  volume,
  can_use_volume: usable,
  frozen_volume: 0,
  market_value: volume * 10,
  avg_price: 10,
  open_price: 10,
  current_price: 10,
  profit: 0,
  profit_ratio: 0,
})

export const portfolio: Schema<'Portfolio'> = {
  total_asset: 100_000,
  cash: 50_000,
  frozen_cash: 0,
  market_value: 50_000,
  profit: 0,
  profit_ratio: 0,
}

export const order = {
  order_id: 7,
  symbol: '000001.SZ',
  side: 'buy',
  status: 50,
  m_status: '已报',
  volume: 500,
  traded_volume: 0,
  price: 10.5,
  traded_price: 0,
  price_type: 11,
  time: 1_790_000_000,
  strategy_name: '客户端交易',
}

/** What the server says of an order that the terminal took. */
export const submitted = (more: Partial<OrderResult> = {}): OrderResult => ({
  success: true,
  symbol: '000001.SZ',
  order_num: 500,
  price: 10.5,
  value: 5250,
  order_id: 1001,
  message: '买入限价单提交成功',
  ...more,
})

/** The part of an answer that tells of one account. */
export const entry = (trader_index: number, result: unknown = submitted(), status = 'success') => ({ trader_index, result, status })
export const failedEntry = (trader_index: number, error: string) => ({ trader_index, error, status: 'failed' })
export const traded = (...results: readonly unknown[]): Response => json({ message: '第三方buy交易执行完成', results })

export interface ServerState {
  /** How many accounts it has. Default 2. */
  readonly accounts?: number
  /** Of one account, or of all of them alike. */
  readonly positions?: readonly unknown[] | ((account: number) => readonly unknown[])
  /** What comes of an order in an account. Default: submitted, as many as were asked for. */
  readonly result?: (account: number) => unknown
}

/** Answers every path of both servers as if all went well. */
export function server({ accounts = 2, positions = [], result }: ServerState = {}): Answer {
  return ({ path, body }) => {
    const [, name = '', index] = /^(?:\/qmt\/(?:trade|data)\/api)?\/([a-z_]+)(?:\/([^/]+).*)?$/.exec(path) ?? []
    const given: Record<string, unknown> = body.startsWith('{') ? JSON.parse(body) : {}
    const account = given['trader_index']
    const shares = given['order_num'] ?? given['shares']
    const placed = result ?? (() => submitted(typeof shares === 'number' ? { order_num: shares } : {}))
    const asked = typeof account === 'number' ? [account] : Array.from({ length: accounts }, (_, at) => at)
    switch (name) {
      case 'accounts':
        return json({
          accounts: Array.from({ length: accounts }, (_, at) => ({ index: at, account_id: `10${at}`, nick_name: `账户${at + 1}` })),
        })
      case 'portfolio':
        return json({ portfolio })
      case 'positions':
        return json({ positions: typeof positions === 'function' ? positions(Number(index)) : positions })
      case 'order':
        return json({ ...order, order_id: given['order_id'] })
      case 'orders':
        return json([order])
      case 'cancel_order':
        return json({ success: true, order_id: given['order_id'], message: '撤单成功' })
      case 'cancel_orders':
        return json({ message: '取消完成', results: asked.map((at) => ({ trader_index: at, status: 'success' })) })
      case 'get_market_data_ex':
      case 'get_full_tick':
        return json({ status: 'success', data: {} })
      case 'send_msg':
        return json({ status: 'success', message: '消息发送成功' })
      case 'logout':
        return json('', 302, { Location: '/login', 'Set-Cookie': 'session=; Max-Age=0; Path=/' })
      default:
        return json({ message: '执行完成', results: asked.map((at) => entry(at, index === 'allin' ? null : placed(at))) })
    }
  }
}

/** The client as JavaScript may use it: any method, with anything. */
export type LooseQmt = Readonly<Record<string, (params?: unknown, options?: CallOptions) => Promise<unknown>>> & {
  allAccounts(): LooseQmt
}
export const loose = (qmt: Qmt): LooseQmt => qmt as unknown as LooseQmt

/** The same of one method. */
export function methodOf(qmt: Qmt, name: string): (params?: unknown, options?: CallOptions) => Promise<unknown> {
  const method = loose(qmt)[name]
  if (!method) throw new Error(`no method ${name}`)
  return method
}
