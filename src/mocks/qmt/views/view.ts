import type { Quotes } from '../broker/quotes.js'
import type { Terminal } from '../broker/terminal.js'
import { Refusal } from '../http/reply.js'
import type { WireRequest } from '../http/wire-request.js'
import type { Json } from '../python/json.js'
import { compare, isSameNumber } from '../python/operators.js'
import { textOf } from '../python/text.js'
import { isTrue, numberOf, type PyValue, Raised, typeName } from '../python/value.js'
import type { Trader } from '../trader.js'

/** One account behind the server. */
export interface Account {
  readonly account_id: string
  readonly nick_name: string | undefined
  readonly terminal: Terminal
  readonly trader: Trader
}

/** The server as its routes see it. */
export interface Server {
  readonly kind: 'manual' | 'upstream'
  readonly accounts: readonly Account[]
  readonly quotes: Quotes
  /** Epoch ms. */
  readonly now: () => number
  /** Tells the chat bot. Throws Raised when the bot is broken. */
  readonly notify: () => void
}

/** Answers one call that was let in. `part`: what the path holds in a variable place. Throws Refusal and Raised. */
export type View = (request: WireRequest, server: Server, part: string) => Json

/** A body's fields. A missing one is null, as for Python's `get`. */
export interface Fields {
  get(name: string, otherwise?: PyValue): PyValue
}

/** The fields of a JSON body; what is no object has none, and says so as Python does. Throws Raised. */
export function fieldsOf(value: PyValue): Fields {
  if (!(value instanceof Map)) throw new Raised(`'${typeName(value)}' object has no attribute 'get'`)
  return { get: (name, otherwise = null) => (value.has(name) ? (value.get(name) ?? null) : otherwise) }
}

/** The same where an empty body is refused. */
export function givenFields(value: PyValue): Fields {
  if (!isTrue(value)) throw new Refusal(400, '请求数据不能为空')
  return fieldsOf(value)
}

/** Refuses an index that no account has. */
export function checkIndex(index: PyValue, { accounts }: Server): void {
  if (compare(index, '>=', accounts.length) || compare(index, '<', 0)) throw wrongIndex(index)
}

/** The account that a call must name. */
export function theAccount(index: PyValue, server: Server): Account {
  if (index === null) throw wrongIndex(index)
  checkIndex(index, server)
  if (typeof index !== 'number' && typeof index !== 'boolean')
    throw new Raised(`list indices must be integers or slices, not ${typeName(index)}`)
  const account = server.accounts[Number(index)]
  if (!account) throw new Error('an index that was checked has an account')
  return account
}

const wrongIndex = (index: PyValue) => new Refusal(400, `无效的交易器索引: ${textOf(index)}`)

/** Accounts that a call is for, all without an index, each with the number that its entry shows. Call checkIndex before. */
export function addressed(index: PyValue, server: Server): readonly (readonly [shown: number, account: Account])[] {
  const all = server.accounts.map((account, position) => [position, account] as const)
  if (index === null) return all
  // The upstream server counts from 0 again among those that were picked.
  if (server.kind === 'upstream') return [[0, theAccount(index, server)]]
  return all.filter(([position]) => isSameNumber(numberOf(index) ?? null, position))
}

/** One entry for each account; an exception ends that account's part only. */
export function entries(
  index: PyValue,
  server: Server,
  work: (account: Account) => { readonly [name: string]: Json },
  prefix = '',
): Json[] {
  return addressed(index, server).map(([shown, account]) => {
    try {
      return { trader_index: shown, status: 'success', ...work(account) }
    } catch (error) {
      if (!(error instanceof Raised)) throw error
      return { trader_index: shown, status: 'failed', error: `${prefix.replace('#', String(shown))}${error.message}` }
    }
  })
}
