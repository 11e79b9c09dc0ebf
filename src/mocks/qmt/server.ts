import { hash32 } from '../random.js'
import type { MockAccount } from './broker/accounts.js'
import { createQuotes } from './broker/quotes.js'
import { createTerminal, type TerminalFault } from './broker/terminal.js'
import { Raised } from './python/value.js'
import { createTrader } from './trader.js'
import type { Server } from './views/view.js'

export interface ServerOptions {
  readonly kind: 'manual' | 'upstream'
  readonly accounts: readonly MockAccount[]
  readonly prices: Readonly<Record<string, number>>
  readonly seed: number
  readonly now: () => number
  readonly faults: { readonly notifier?: boolean | undefined; readonly terminal?: TerminalFault | undefined }
}

/** The server with everything behind it: a terminal for each account, one market, a chat bot. */
export function createServer({ kind, accounts, prices, seed, now, faults }: ServerOptions): Server {
  const quotes = createQuotes(seed, prices, accounts)
  let nextId = 1_082_130_432 + (hash32(`orders ${seed}`) % 1_000_000)
  const notify = () => {
    if (faults.notifier) throw new Raised('timed out')
  }
  return {
    kind,
    quotes,
    now,
    notify,
    accounts: accounts.map((account) => {
      const terminal = createTerminal({
        account,
        quotes,
        nowSeconds: () => Math.floor(now() / 1000),
        nextOrderId: () => {
          nextId += 1
          return nextId
        },
        fault: () => faults.terminal,
      })
      const ownStrategy = `quant_${account.account_type ?? 1}`
      return {
        account_id: account.account_id,
        nick_name: account.nick_name,
        terminal,
        trader: createTrader({ server: kind, terminal, ownStrategy, notify }),
      }
    }),
  }
}
