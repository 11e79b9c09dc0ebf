import type { UserData, UserDataMessage, UserDataStreamEvents } from 'tradespec/binance'

export type Report = Extract<UserDataMessage, { e: 'executionReport' }>

export const isReport = (message: UserDataMessage): message is Report => message.e === 'executionReport'

/** An event of the account in one line: what a reader of a failed test wants to see. */
export const lineOf = ({ s, i, x, X, t, z, recovered }: Report): string =>
  `${s} ${i} ${x} ${X} ${x === 'TRADE' ? `#${t} ` : ''}${Number(z)}${recovered ? ' recovered' : ''}`

export interface Told {
  readonly messages: UserDataMessage[]
  /** Everything that listeners were told, in order. */
  readonly events: { readonly name: keyof UserDataStreamEvents; readonly event: unknown }[]
  readonly reports: Report[]
  readonly lines: string[]
  /** Of one name. */
  of<Name extends keyof UserDataStreamEvents>(name: Name): UserDataStreamEvents[Name][]
  /** How the loop ended: undefined in order, else with what it threw. */
  readonly end: Promise<unknown>
  readonly ended: boolean
}

const NAMES = ['open', 'down', 'restored', 'renewed', 'gap', 'reconciled', 'invalid'] as const

/** Reads a loop to its end, and hears everything beside it. */
export function listenTo(data: UserData): Told {
  const messages: UserDataMessage[] = []
  const events: Told['events'] = []
  let ended = false
  for (const name of NAMES) data.on(name, (event) => events.push({ name, event }))
  const end = (async () => {
    try {
      for await (const message of data) messages.push(message)
      return undefined
    } catch (error) {
      return error
    } finally {
      ended = true
    }
  })()
  return {
    messages,
    events,
    end,
    get ended() {
      return ended
    },
    get reports() {
      return messages.filter(isReport)
    },
    get lines() {
      return messages.filter(isReport).map(lineOf)
    },
    // Kept under the name whose events they are.
    of: (name) => events.filter((one) => one.name === name).map(({ event }) => event as never),
  }
}
