import fc from 'fast-check'
import { createQe, type Qe } from 'tradespec/qe'
import { describe, expect, it } from 'vitest'
import { encodeParams, formEncode } from '../../../src/core/encode.js'
import { signerOf } from '../../../src/core/signing/credentials.js'
import { withSignature } from '../../../src/qe/sign.js'
import { methodOf, NOW, ok } from '../../helpers/qe-client.js'
import { vectors } from '../../helpers/qe-signing-vectors.js'
import { spyFetch } from '../../helpers/spy-fetch.js'
import { ALGORITHMS, type Algorithm, credentials } from '../../helpers/test-keys.js'
import { verifyQeWire } from '../../helpers/verify-qe-wire.js'
import { wireRequest } from '../../helpers/wire.js'

type Values = Readonly<Record<string, unknown>>
type Call = {
  readonly id: 'listExchangeApis' | 'cancelMasterOrder' | 'createMasterOrderV2' | 'batchCancelMasterOrdersV2'
  readonly given: Values
}

const RUNS: Readonly<Record<Algorithm, number>> = { hmac: 4000, ed25519: 2000, rsa: 500 }

/** Any text without lone surrogates, rich in what URLs, forms and JSON treat specially. Two control characters depend on the service's Go. */
const special = fc.constantFrom(
  ...`@:/+%&='()*~! "[]{},?#;|\\^\`$<>-_.`,
  '%20',
  '\u0000',
  '\n',
  '\u2028',
  '\u2029',
  'é',
  '这',
  '\uffee',
  '𝛑',
  '😀',
)
const codePoint = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })
const text = fc
  .string({ unit: fc.oneof(special, fc.constantFrom(...'aZ09'), codePoint), maxLength: 16 })
  .filter((given) => !/[\b\f]/.test(given))
const full = text.filter((given) => given !== '')
/** Not one of the names that are the client's own, in any case of letters. */
const name = full.filter((given) => !/^(?:timestamp|signature|recvwindow)$/i.test(given))
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.dictionary(name, fc.oneof(text, number, fc.boolean()), { maxKeys: 6 }).map((given): Call => ({ id: 'listExchangeApis', given })),
  fc.record({ masterOrderId: full, reason: text, recvWindow: fc.nat() }).map((given): Call => ({ id: 'cancelMasterOrder', given })),
  fc
    .record({ clientOrderId: full, notes: text, startTimeMs: fc.nat(), mustComplete: fc.boolean(), recvWindow: fc.nat() })
    .map((given): Call => ({ id: 'createMasterOrderV2', given })),
  fc
    .record({ masterOrderIds: fc.array(text, { maxLength: 4 }), reason: text })
    .map((given): Call => ({ id: 'batchCancelMasterOrdersV2', given })),
)

/** A JSON body as no operation has one yet: numbers of every kind, lists and objects however deep. */
const member = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.array(fc.oneof(tie('value'), fc.constant(null)), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value
const exchange = fc.record({
  query: fc.dictionary(name, text, { maxKeys: 3 }),
  body: fc.option(fc.dictionary(name, member, { maxKeys: 5 }), { nil: undefined }),
})

/** A path that a URL would resolve is refused, rightly. */
const isSendable = ({ given }: Call): boolean => given['masterOrderId'] !== '.' && given['masterOrderId'] !== '..'

async function send({ id, given }: Call, qe: Qe): Promise<void> {
  await methodOf(qe, id)(given)
}

describe('the check of this test', () => {
  it.each(vectors.filter(({ auth }) => auth === 'hmac'))('writes what it read of $id as the service does', ({ expected }) => {
    const query = encodeParams(Object.fromEntries(expected.query_pairs), formEncode)
    const body = expected.body === null ? '' : JSON.stringify(expected.body)
    // The keys are others here: the text is what counts.
    expect(() => verifyQeWire('hmac', { query, body })).toThrow(new Error(`the signature does not fit: ${expected.sign_payload}`))
  })
})

describe('whatever the parameters hold, the service can verify what it receives', () => {
  it.each(ALGORITHMS)(
    '%s, calls of the client',
    async (algorithm) => {
      const { fetch, sent } = spyFetch(() => ok({}))
      const qe = createQe({ auth: credentials[algorithm](), fetch, now: () => NOW, validate: 'off', retry: false })
      await fc.assert(
        fc.asyncProperty(call.filter(isSendable), async (one) => {
          sent.length = 0
          await send(one, qe)
          const [request] = sent
          if (!request || sent.length !== 1) throw new Error(`sent ${sent.length} times`)
          const { pairs } = verifyQeWire(algorithm, request)
          const read: Readonly<Record<string, string>> = Object.fromEntries(pairs)
          expect(read['timestamp']).toBe(String(NOW))
          for (const [key, value] of Object.entries(one.given)) {
            if (typeof value !== 'number' && typeof value !== 'object') expect([key, read[key]]).toEqual([key, String(value)])
          }
        }),
        { numRuns: RUNS[algorithm] },
      )
    },
    60_000,
  )

  it.each(ALGORITHMS)(
    '%s, any query and any JSON body',
    async (algorithm) => {
      const signer = signerOf(credentials[algorithm]())
      await fc.assert(
        fc.asyncProperty(exchange, async ({ query, body = {} }) => {
          // One name means one thing.
          const members = Object.fromEntries(Object.entries(body).filter(([key]) => !Object.hasOwn(query, key)))
          const request = wireRequest({ query: encodeParams(query, formEncode), body: JSON.stringify(members) })
          const { query: signed, body: sentBody = '' } = await withSignature(request, signer, { timestamp: () => NOW })
          verifyQeWire(algorithm, { query: signed, body: sentBody })
        }),
        { numRuns: RUNS[algorithm] },
      )
    },
    60_000,
  )

  it('and it notices when one character changes on the way', async () => {
    const { fetch, sent } = spyFetch(() => ok({}))
    const qe = createQe({ auth: credentials.hmac(), fetch, now: () => NOW })
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm', reason: 'abc', recvWindow: 5000 })
    const { query = '', body = '' } = sent[0] ?? {}
    verifyQeWire('hmac', { query, body })
    expect(() => verifyQeWire('hmac', { query: query.replace('5000', '6000'), body })).toThrow('does not fit')
    expect(() => verifyQeWire('hmac', { query, body: body.replace('abc', 'abd') })).toThrow('does not fit')
  })
})
