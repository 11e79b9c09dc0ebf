/**
 * Check answers against the spec, too. What contradicts it is a SchemaError, with the answer in it. What is merely new (a field, a value)
 * breaks nothing and goes to `onDrift`: the first to know that the API has changed is you.
 */
import { SchemaError } from 'tradespec'
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl } = process.env

/** Changes answers on their way, as a future API would. */
const changing =
  (change: (answer: Record<string, unknown>) => unknown): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    return Response.json(change((await response.json()) as Record<string, unknown>))
  }
const onDrift = ({ operationId, kind, path }: { operationId: string; kind: string; path: string }) =>
  console.log(`drift: ${kind} ${path} in ${operationId}`)

const asSpecified = createBinance({ baseUrl, validate: 'all', onDrift })
console.log(`as specified: ${(await asSpecified.depth({ symbol: 'BTCUSDT', limit: 5 })).bids.length} levels`)

const newer = createBinance({ baseUrl, validate: 'all', onDrift, fetch: changing((answer) => ({ ...answer, leapSeconds: 27 })) })
console.log(`newer: ${(await newer.time()).serverTime}`)

const broken = createBinance({ baseUrl, validate: 'all', onDrift, fetch: changing(() => ({ serverTime: 'noon' })) })
try {
  await broken.time()
} catch (error) {
  if (!(error instanceof SchemaError)) throw error
  console.log(`broken: ${error.message}`)
  console.log(`the answer was ${JSON.stringify(error.data)}`)
}
