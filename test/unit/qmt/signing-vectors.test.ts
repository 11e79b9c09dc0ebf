import { readFileSync } from 'node:fs'
import { createQmt, type Qmt, signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { secretsOf } from '../../../src/qmt/auth.js'
import { sign, textToSign } from '../../../src/qmt/sign.js'
import { BASE_URL, server } from '../../helpers/qmt-client.js'
import { json, spyFetch } from '../../helpers/spy-fetch.js'
import { hmacHex, serverText } from '../../helpers/verify-qmt-wire.js'
import { scriptedSend, wireRequest } from '../../helpers/wire.js'

interface Vector {
  readonly id: string
  readonly client_id: string
  readonly secret_key: string
  readonly timestamp: number
  readonly method: string
  readonly path: string
  readonly query_string: string
  readonly content_type: string | null
  readonly wire_body: string | null
  readonly canonical_body: string
  readonly string_to_sign: string
  readonly signature: string
}

// The file is ours and its shape is stated above; a vector of another shape fails its test.
const { vectors } = JSON.parse(readFileSync(new URL('../../vectors/qmt-signing-vectors.json', import.meta.url), 'utf8')) as {
  readonly vectors: readonly Vector[]
}

const requestOf = (vector: Vector) => ({
  method: vector.method,
  path: vector.path,
  query: vector.query_string,
  body: vector.wire_body ?? undefined,
})

it('there are eight of them', () => {
  expect(vectors).toHaveLength(8)
})

describe.each(vectors)('vector $id', (vector) => {
  it('is the text that we sign', () => {
    const text = textToSign(requestOf(vector), String(vector.timestamp), vector.client_id)
    expect(text).toBe(vector.string_to_sign)
    expect(text.split('\n')[3]).toBe(vector.canonical_body)
  })

  it('is what the check of these tests says, too', () => {
    const headers = { 'content-type': vector.content_type, 'x-timestamp': vector.timestamp, 'x-client-id': vector.client_id }
    expect(serverText({ ...requestOf(vector), body: vector.wire_body ?? '', headers })).toBe(vector.string_to_sign)
    expect(hmacHex(vector.string_to_sign, vector.secret_key)).toBe(vector.signature)
  })

  it('gives the three headers, and leaves the request as it is', async () => {
    const secrets = secretsOf(signed({ clientId: vector.client_id, secretKey: vector.secret_key }))
    if (secrets.type !== 'signed') throw new Error('another kind of auth')
    const { send, requests } = scriptedSend()
    const request = wireRequest({ ...requestOf(vector), headers: { 'Content-Type': 'application/json' } })
    await sign(secrets, () => vector.timestamp * 1000)(send)(request)
    const headers = {
      'Content-Type': 'application/json',
      'X-Client-ID': vector.client_id,
      'X-Timestamp': String(vector.timestamp),
      'X-Signature': vector.signature,
    }
    expect(requests).toEqual([{ ...request, headers }])
  })
})

/** The methods that send a vector's request. Key order and default fields may differ in the body; what is signed may not. */
const calls: Readonly<Record<string, (qmt: Qmt) => Promise<unknown>>> = {
  'get-accounts': (qmt) => qmt.getAccounts(),
  'get-positions': (qmt) => qmt.getPositions({ trader_index: 1 }),
  'get-market-data': (qmt) => qmt.getMarketData({ stock_list: ['510300', '515050'], period: '1d', json: 1 }),
  'buy-shares-chinese-strategy': (qmt) => qmt.buy({ symbol: '600000.SH', price: 10, shares: 500, trader_index: 0 }),
  'cancel-all-empty-object': (qmt) => qmt.allAccounts().cancelAllBuyOrders(),
  'orders-boolean': (qmt) => qmt.getOrders({ trader_index: 0 }),
  'nhg-small-float': (qmt) => qmt.allAccounts().reverseRepo({ reserve_amount: 0.00001 }),
}

describe('the client', () => {
  it('has a method for every vector but the one without a strategy name, which it never leaves out', () => {
    expect(vectors.map(({ id }) => id).filter((id) => !(id in calls))).toEqual(['buy-pct'])
  })

  it.each(vectors.filter(({ id }) => id in calls))('reproduces $id', async (vector) => {
    const { fetch, sent } = spyFetch(server())
    const auth = signed({ clientId: vector.client_id, secretKey: vector.secret_key })
    // The last millisecond of the vector's second: the time is cut, not rounded.
    const now = () => vector.timestamp * 1000 + 999
    const kind = vector.path.startsWith('/qmt/data') ? 'upstream' : 'manual'
    await calls[vector.id]?.(createQmt({ baseUrl: BASE_URL, auth, fetch, now, server: kind }))
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: vector.method, path: vector.path, query: vector.query_string })
    expect(sent[0]?.headers).toMatchObject({
      'x-client-id': vector.client_id,
      'x-timestamp': String(vector.timestamp),
      'x-signature': vector.signature,
      ...(vector.content_type === null ? {} : { 'content-type': vector.content_type }),
    })
    if (vector.wire_body === null) expect(sent[0]?.body).toBe('')
    else expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(vector.wire_body))
  })

  it('signs the path without the prefix of baseUrl, which a proxy strips', async () => {
    const vector = vectors.find(({ id }) => id === 'get-accounts')
    if (!vector) throw new Error('the vector is gone')
    const { fetch, sent } = spyFetch(() => json({ accounts: [] }))
    const auth = signed({ clientId: vector.client_id, secretKey: vector.secret_key })
    await createQmt({ baseUrl: `${BASE_URL}/desk/`, auth, fetch, now: () => vector.timestamp * 1000 }).getAccounts()
    expect(sent[0]?.url).toBe(`${BASE_URL}/desk${vector.path}`)
    expect(sent[0]?.headers['x-signature']).toBe(vector.signature)
  })
})

describe('what is signed', () => {
  it('is the decoded path', () => {
    expect(textToSign({ method: 'POST', path: '/qmt/%E4%B9%B0/a%20b', query: '', body: undefined }, '1', 'c')).toBe(
      'POST\n/qmt/买/a b\n\n\n1\nc',
    )
  })

  it('is the query as it stands', () => {
    expect(textToSign({ method: 'GET', path: '/x', query: 'a=%e4%B9%B0&a=%2C&b=+%27', body: undefined }, '1', 'c')).toBe(
      'GET\n/x\na=%e4%B9%B0&a=%2C&b=+%27\n\n1\nc',
    )
  })

  it.each(['{}', '[]', 'null', 'false', '0', '-0', '0.0', '-0.0', '0e5', '""', ' { } ', ''])('is nothing for the body %j', (body) => {
    expect(textToSign({ method: 'POST', path: '/x', query: '', body }, '1', 'c')).toBe('POST\n/x\n\n\n1\nc')
  })

  it.each([
    ['true', 'true'],
    ['NaN', 'NaN'],
    ['"0"', '"0"'],
    ['[0]', '[0]'],
    ['{"a":{}}', '{"a":{}}'],
    ['1e-7', '1e-07'],
    [' "" \n', ''],
    ['{"b":"é\u007f","a":[]}', '{"a":[],"b":"\\u00e9\\u007f"}'],
  ])('of the body %j is %j', (body, canonical) => {
    expect(textToSign({ method: 'POST', path: '/x', query: '', body }, '1', 'c')).toBe(`POST\n/x\n\n${canonical}\n1\nc`)
  })
})
