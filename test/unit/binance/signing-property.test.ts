import fc from 'fast-check'
import { type Binance, createBinance } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { json, spyFetch } from '../../helpers/spy-fetch.js'
import { ALGORITHMS, type Algorithm, credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

const RUNS = 10_000
const NOW = 1_790_000_000_000

type Given = Readonly<Record<string, string | number | readonly string[]>>
type Call = { readonly via: 'method' | 'query' | 'form' | 'both'; readonly given: Given }

/** Any text without lone surrogates, rich in what URLs treat specially. */
const special = fc.constantFrom(...`@:/+%&='()*~! "[]{},?#;|\\^\`$<>-_.`, '%20', '\u0000', '\n', 'é', '１２', '这', '𝛑', '😀')
const codePoint = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })
const text = fc.string({ unit: fc.oneof(special, fc.constantFrom(...'aZ09'), codePoint), maxLength: 24 })
const longId = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String)
const value = fc.oneof(text, longId, fc.integer(), fc.array(text, { maxLength: 4 }))
const name = fc.oneof(
  fc.constantFrom('symbol', 'symbols', 'origClientOrderId', 'quantity', 'recvWindow'),
  text.filter((given) => given !== ''),
)
const reserved = new Set(['timestamp', 'signature', 'newClientOrderId'])
const params = fc
  .array(fc.tuple(name, value), { maxLength: 8 })
  .map((pairs): Given => Object.fromEntries(pairs.filter(([given]) => !reserved.has(given))))
const order = fc.record({ symbol: text.filter((given) => given !== ''), origClientOrderId: text, orderId: longId })
const call: fc.Arbitrary<Call> = fc.oneof(
  order.map((given): Call => ({ via: 'method', given })),
  fc.record({ via: fc.constantFrom('query', 'form', 'both'), given: params }),
)

/** What a value must read as after decoding, by the documents' own words. */
const expected = (given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([key, entry]) => [key, typeof entry === 'object' ? JSON.stringify(entry) : String(entry)]))

/** Any parameters at all: the types of raw allow only documented ones, which is not what is tested here. */
interface LooseRaw {
  POST(path: string, init: { params?: { query: Given }; body?: Given }): Promise<unknown>
}

async function send({ via, given }: Call, binance: Binance): Promise<void> {
  if (via === 'method') {
    // `order` above makes exactly these.
    await binance.getOrder(given as { symbol: string; orderId: string; origClientOrderId: string })
    return
  }
  const raw = binance.raw as unknown as LooseRaw
  const entries = Object.entries(given)
  const half = via === 'query' ? entries.length : via === 'form' ? 0 : entries.length >> 1
  const query = Object.fromEntries(entries.slice(0, half))
  const body = Object.fromEntries(entries.slice(half))
  await raw.POST('/api/v3/order/test', { ...(via === 'form' ? {} : { params: { query } }), ...(via === 'query' ? {} : { body }) })
}

async function holdsFor(algorithm: Algorithm): Promise<void> {
  const { fetch, sent } = spyFetch(() => json({}))
  const binance = createBinance({ auth: credentials[algorithm](), fetch, now: () => NOW })
  await fc.assert(
    fc.asyncProperty(call, async (one) => {
      sent.length = 0
      await send(one, binance)
      const [request] = sent
      if (!request || sent.length !== 1) throw new Error(`sent ${sent.length} times`)
      const { newClientOrderId, ...read } = verifyWire(algorithm, request)
      expect(read).toEqual({ ...expected(one.given), timestamp: String(NOW) })
      // The order that is tested gets an id of its own, signed with the rest.
      expect(newClientOrderId === undefined).toBe(one.via === 'method')
    }),
    { numRuns: RUNS },
  )
}

describe('whatever the parameters hold, the service can verify what it receives', () => {
  it.each(ALGORITHMS)(`%s, ${RUNS} random calls`, holdsFor, 60_000)
})
