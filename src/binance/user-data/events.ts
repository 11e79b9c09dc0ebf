import type { UserDataEventByName } from '../../../generated/binance/streams.js'

export type UserDataEvent = UserDataEventByName[keyof UserDataEventByName]
export type ExecutionReport = UserDataEventByName['executionReport']

/**
 * A change of an order that happened while the stream was down, put together from what REST tells, which knows no execution id (`I`).
 * `E` is the time REST gives for it. What describes the order as a whole (`q`, `p`, `eR`, ...) is as of the reading.
 * Of a cancellation the id is not known: `c` and `C` are both the order's own.
 */
export type RecoveredExecutionReport = Omit<ExecutionReport, 'I' | 'M'> & { readonly recovered: true }

/** An execution report with all that is read of it here: whoever does not check every event may get one without. */
export function isReport(event: UserDataEvent | RecoveredExecutionReport): event is ExecutionReport {
  if (event.e !== 'executionReport') return false
  const { s, X, z, Z, i, t }: Readonly<Partial<Record<keyof ExecutionReport, unknown>>> = event
  return [s, X, z, Z].every((text) => typeof text === 'string') && [i, t].every((id) => /^-?\d+$/.test(String(id)))
}
