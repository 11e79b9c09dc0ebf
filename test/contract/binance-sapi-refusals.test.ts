import { faker } from '@faker-js/faker/locale/en'
import { RateLimitedError } from 'tradespec'
import { BinanceApiError, createBinance, hmac, type OperationId } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import * as factories from '../../generated/binance/zod/schemas/index.faker.js'
import { entriesOf } from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'
import { caught } from '../helpers/caught.js'
import { BASE_URL, fetchFrom, KEY, NOW } from '../helpers/mock-client.js'
import { callOf, idsByTag, paramsFor, SAPI_IDS } from '../helpers/sapi-samples.js'
import { handlersOf, hmacHex } from '../helpers/wire-call.js'

const SEEDS = 20

/** A request in the parts that can be made wrong. */
interface Parts {
  readonly query: readonly string[]
  readonly body: readonly string[]
  readonly headers: Headers
}

const isNot = (name: string) => (pair: string) => !pair.startsWith(`${name}=`)
const resigned = ({ query, body, headers }: Parts): Parts => {
  const rest = query.filter(isNot('signature'))
  return { query: [...rest, `signature=${hmacHex(rest.join('&') + body.join('&'))}`], body, headers }
}
const less = ({ query, body, headers }: Parts, name: string): Parts => ({
  query: query.filter(isNot(name)),
  body: body.filter(isNot(name)),
  headers,
})
function withKey({ query, body, headers }: Parts, key: string | undefined): Parts {
  const changed = new Headers(headers)
  if (key === undefined) changed.delete('x-mbx-apikey')
  else changed.set('x-mbx-apikey', key)
  return { query, body, headers: changed }
}
const requiredOf = (id: OperationId): string | undefined =>
  Object.entries(operations[id].params).find(([, spec]) => spec.required && spec.in !== 'header')?.[0]

interface Fault {
  readonly name: string
  readonly applies: (id: OperationId) => boolean
  readonly make: (parts: Parts, id: OperationId) => Parts
  readonly status: number
  readonly code: number
  readonly says?: (id: OperationId) => string
}

const signed = (id: OperationId) => operations[id].signed
const faults: readonly Fault[] = [
  { name: 'no key', applies: (id) => operations[id].apiKey, make: (parts) => withKey(parts, undefined), status: 401, code: -2014 },
  { name: 'an unknown key', applies: (id) => operations[id].apiKey, make: (parts) => withKey(parts, 'other'), status: 401, code: -2015 },
  {
    name: 'the signature of another secret',
    applies: signed,
    make: (parts) => ({ ...parts, query: [...parts.query.filter(isNot('signature')), `signature=${'0'.repeat(64)}`] }),
    status: 400,
    code: -1022,
  },
  {
    name: 'no signature',
    applies: signed,
    make: (parts) => less(parts, 'signature'),
    status: 400,
    code: -1102,
    says: () => 'signature',
  },
  {
    name: 'a stale timestamp',
    applies: signed,
    make: (parts) => resigned({ ...parts, query: [...parts.query.filter(isNot('timestamp')), `timestamp=${NOW - 5001}`] }),
    status: 400,
    code: -1021,
  },
  {
    name: 'a mandatory parameter missing',
    applies: (id) => requiredOf(id) !== undefined,
    make: (parts, id) => (signed(id) ? resigned(less(parts, requiredOf(id) ?? '')) : less(parts, requiredOf(id) ?? '')),
    status: 400,
    code: -1102,
    says: (id) => requiredOf(id) ?? '',
  },
  {
    name: 'a parameter that nobody knows',
    applies: () => true,
    make: (parts, id) => {
      const more = { ...parts, query: ['nonsense=1', ...parts.query] }
      return signed(id) ? resigned(more) : more
    },
    status: 400,
    code: -1104,
  },
]

describe.each([...idsByTag])('binance.%s', (_tag, ids) => {
  const handlers = handlersOf({ operations: ids })
  let last: { readonly url: URL; readonly init: RequestInit | undefined } | undefined
  const fetch: typeof globalThis.fetch = (input, init) => {
    last = { url: new URL(String(input)), init }
    return fetchFrom(handlers)(input, init)
  }
  const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, retry: false })

  it.each(ids)('%s signs as it must, and every fault in its request is refused with the code of that fault', async (id) => {
    const operation = operations[id]
    await callOf(binance, id)(await paramsFor(binance, id))
    if (!last) throw new Error('nothing was sent')
    const { url, init } = last
    const text = url.search.slice(1)
    const sent: Parts = {
      query: text === '' ? [] : text.split('&'),
      body: typeof init?.body === 'string' ? init.body.split('&') : [],
      headers: new Headers(init?.headers),
    }
    expect(sent.headers.get('x-mbx-apikey')).toBe(operation.apiKey ? KEY.apiKey : null)
    expect(sent.query.some((pair) => /^(?:signature|timestamp)=/.test(pair))).toBe(operation.signed)
    for (const { name, applies, make, status, code, says } of faults) {
      if (!applies(id)) continue
      const { query, body, headers } = make(sent, id)
      const target = `${BASE_URL}${operation.path}${query.length === 0 ? '' : `?${query.join('&')}`}`
      const answer = await fetchFrom(handlers)(target, {
        method: operation.method,
        headers,
        ...(body.length === 0 ? {} : { body: body.join('&') }),
      })
      const refusal = (await answer.json()) as { readonly code: number; readonly msg: string }
      expect([name, answer.status, refusal.code]).toEqual([name, status, code])
      if (says) expect(refusal.msg).toContain(`'${says(id)}'`)
      expect(Number(answer.headers.get(`x-sapi-used-${operation.weight.uid === undefined ? 'ip' : 'uid'}-weight-1m`))).toBeGreaterThan(0)
      expect(answer.headers.get('x-mbx-used-weight')).toBeNull()
    }
  })
})

/** A status for each key under which the spec documents an answer. */
const STATUSES = { '4XX': 401, '403': 403, '429': 429, '5XX': 503 } as const

describe('every error answer that the spec documents', () => {
  it('is documented for every operation', async () => {
    const document = await bundled('binance')
    const documented = new Map(entriesOf(document).map(({ operation }) => [operation.operationId, Object.keys(operation.responses)]))
    for (const id of SAPI_IDS) expect([id, documented.get(id)]).toEqual([id, expect.arrayContaining(Object.keys(STATUSES))])
  })

  it.each(Object.entries(STATUSES))(`%s reaches the caller as the right error, ${SEEDS} seeds of every operation`, async (key, status) => {
    let body = ''
    const fetch = async () => new Response(body, { status })
    const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, retry: false })
    for (const id of SAPI_IDS) {
      const params = id === 'renewMarginRiskListenKey' ? { listenKey: 'any' } : await paramsFor(binance, id)
      for (let seed = 0; seed < SEEDS; seed += 1) {
        faker.seed(seed)
        const error: { code: number } = factories.getApiErrorBodyMock()
        body = key === '403' ? '<html>stopped</html>' : JSON.stringify(error)
        const thrown = await caught(() => callOf(binance, id)(params))
        expect(thrown).toBeInstanceOf(BinanceApiError)
        expect(thrown instanceof RateLimitedError).toBe(status === 429)
        expect(thrown).toMatchObject({ status, body, operationId: id, providerCode: key === '403' ? undefined : error.code })
        if (status >= 500) expect(thrown).toMatchObject({ outcome: 'unknown' })
        if (key === '403') expect(thrown).toMatchObject({ outcome: 'rejected' })
      }
    }
  })

  it.each(SAPI_IDS.filter((id) => operations[id].success !== undefined))('%s refuses an envelope that tells of a failure', async (id) => {
    const { success = {}, write } = operations[id]
    const [member = ''] = Object.keys(success)
    const value = typeof success[member]?.[0] === 'number' ? -9000 : '345103'
    const fetch = async () => new Response(JSON.stringify({ [member]: value, message: 'it went wrong', data: null }))
    const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, retry: false })
    const thrown = await caught(async () => callOf(binance, id)(await paramsFor(binance, id)))
    expect(thrown).toBeInstanceOf(BinanceApiError)
    expect(thrown).toMatchObject({ status: 200, providerCode: Number(value), outcome: write ? 'unknown' : 'rejected' })
    expect(thrown.message).toContain('it went wrong')
  })
})
