import { TradingError } from 'tradespec'

/** What a call ends with; a call that succeeds is an error here. */
export async function caught(run: () => unknown): Promise<TradingError> {
  let result: unknown
  try {
    result = await run()
  } catch (error) {
    if (error instanceof TradingError) return error
    throw error
  }
  throw new Error(`no error was thrown, but this came back: ${JSON.stringify(result)}`)
}
