import type { ResultByOperation } from '../../generated/qmt/client.js'
import { NO_LIMITS } from '../core/limits.js'
import { isObject } from '../core/plain-object.js'
import { type AccountResult, type Asked, readEntry, type Traded } from './account-results.js'
import type { Server } from './check-order.js'
import { outcomeOfAll, QmtTradeError } from './errors.js'

export interface Unsettled extends Asked {
  readonly method: string
  readonly answer: ResultByOperation['buy' | 'buyAll' | 'reverseRepo' | 'cancelAllBuyOrders']
  /** Read for an error only: it is made when it is asked for. */
  readonly response: Response
  /** The account that was asked for; undefined for all. */
  readonly account: number | undefined
  readonly server: Server
}

/** Reads the answer to a trading call. Throws QmtTradeError unless every account did what was asked, or the server cannot say. */
export function settle(unsettled: Unsettled): Traded {
  const { method, answer, account, server } = unsettled
  // Nothing has checked the answer, and whatever it is, the order may be live: this must end in an error that says so.
  const entries: readonly unknown[] = Array.isArray(answer.results) ? answer.results : []
  const results = entries.filter(isEntry).map((entry) => readEntry(entry, unsettled))
  // Orders for others than the one account that was named are the worst that can happen here.
  const strange = results.length < entries.length || (account === undefined ? results.length === 0 : !isAbout(account, results, server))
  const mayBeSilent = SILENT.has(method) || (method === 'reverseRepo' && server === 'upstream')
  if (!strange && !results.some((one) => isFailure(one, mayBeSilent))) return { ...answer, results }
  const { status, headers } = unsettled.response
  throw new QmtTradeError(messageOf(method, results, account, strange), {
    provider: 'qmt',
    status,
    headers,
    body: JSON.stringify(answer),
    data: answer,
    limits: NO_LIMITS,
    serverText: results.map(({ result, error }) => result?.message ?? error ?? '').join('; ') || String(answer.message ?? ''),
    operationId: method,
    attempts: 1,
    results,
    outcome: strange ? 'unknown' : outcomeOfAll(results),
  })
}

const isEntry = (entry: unknown): entry is Parameters<typeof readEntry>[0] => isObject(entry)

/** The upstream server says 0 whichever account was picked. */
const isAbout = (account: number, results: readonly AccountResult[], server: Server): boolean =>
  results.length === 1 && (server === 'upstream' || results[0]?.trader_index === account)

/** Calls that never tell what came of them. An error each time would teach nobody. */
const SILENT: ReadonlySet<string> = new Set(['buyAll', 'cancelAllBuyOrders', 'cancelAllSellOrders'])

const isFailure = ({ outcome, result, status }: AccountResult, mayBeSilent: boolean): boolean =>
  outcome === 'rejected' || (outcome === 'unknown' && !(mayBeSilent && result === null && status === 'success'))

function messageOf(method: string, results: readonly AccountResult[], account: number | undefined, strange: boolean): string {
  const lines = results.map(
    ({ trader_index, outcome, result, error }) => `account ${trader_index}: ${outcome}${inBrackets(result?.message ?? error)}`,
  )
  const asked = account === undefined ? 'all accounts' : `account ${account} alone`
  const head = strange
    ? `${method} was for ${asked}, but the answer is about ${results.length === 0 ? 'none' : 'others'}`
    : account === undefined
      ? `${method} did not succeed for every account`
      : `${method} did not succeed`
  const mayLive = strange || results.some(({ outcome }) => outcome !== 'rejected')
  return `${head}: ${lines.join('; ')}.${mayLive ? ' Orders may be live: look at getOrders before you send it again.' : ''}`
}

const inBrackets = (text: unknown): string => (typeof text === 'string' && text !== '' ? ` (${text.slice(0, 200)})` : '')
