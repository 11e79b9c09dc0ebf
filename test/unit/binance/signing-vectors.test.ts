import { createBinance } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { withSignature } from '../../../src/binance/sign.js'
import { percentEncode } from '../../../src/core/encode.js'
import { restVectors, vectorCredentials, vectorSigner, wsVectors } from '../../helpers/signing-vectors.js'
import { json, spyFetch } from '../../helpers/spy-fetch.js'
import { wireRequest } from '../../helpers/wire.js'

const encoded = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')

const neverAsked = {
  timestamp: () => {
    throw new Error('the vector brings its own timestamp')
  },
}

describe.each(restVectors)('REST vector $id', (vector) => {
  it('signs the documented payload and sends the documented bytes', async () => {
    const payloads: string[] = []
    const signer = vectorSigner(vector.keyId)
    const request = wireRequest({ query: encoded(vector.query), body: vector.body.length === 0 ? undefined : encoded(vector.body) })
    const signed = await withSignature(
      request,
      {
        sign: (payload) => {
          payloads.push(payload)
          return signer.sign(payload)
        },
      },
      neverAsked,
    )
    expect(payloads).toEqual([vector.payload])
    expect(await signer.sign(vector.payload)).toBe(vector.signature)
    expect({ query: signed.query, body: signed.body ?? '' }).toEqual({ query: vector.sent.query, body: vector.sent.body })
  })
})

describe.each(wsVectors)('WebSocket API vector $id', (vector) => {
  it('gives the documented signature of the sorted, raw text', async () => {
    const payload = Object.keys(vector.params)
      .sort()
      .map((name) => `${name}=${vector.params[name]}`)
      .join('&')
    expect(payload).toBe(vector.payload)
    expect(await vectorSigner(vector.keyId).sign(payload)).toBe(vector.signature)
  })
})

/** The client's own methods, for the vectors whose parameters it completes with nothing but the timestamp. */
describe('the client', () => {
  const find = (id: string) => {
    const vector = restVectors.find((candidate) => candidate.id === id)
    if (!vector) throw new Error(`no vector ${id}`)
    return vector
  }
  const client = (id: string) => {
    const vector = find(id)
    const timestamp = Number(vector.query.find(([name]) => name === 'timestamp')?.[1])
    const { fetch, sent } = spyFetch(() => json({}))
    return { vector, sent, binance: createBinance({ auth: vectorCredentials(vector.keyId), fetch, now: () => timestamp }) }
  }

  it('reproduces the HMAC vector of getAccount', async () => {
    const { binance, sent, vector } = client('rest-hmac-get-account')
    await binance.getAccount()
    expect(sent).toMatchObject([{ method: 'GET', path: vector.path, query: vector.sent.query, body: '' }])
    expect(sent[0]?.headers).toMatchObject({ 'x-mbx-apikey': vector.sent.headers['X-MBX-APIKEY'] })
  })

  it('reproduces the RSA vector of deleteOrder', async () => {
    const { binance, sent, vector } = client('rest-rsa-delete')
    await binance.deleteOrder({ symbol: 'BTCUSDT', orderId: 28 })
    expect(sent).toMatchObject([{ method: 'DELETE', path: vector.path, query: vector.sent.query, body: '' }])
  })

  it('reproduces it through raw, with a timestamp of the caller', async () => {
    const vector = find('rest-rsa-delete')
    const { fetch, sent } = spyFetch(() => json({}))
    const binance = createBinance({ auth: vectorCredentials(vector.keyId), fetch, now: () => 1 })
    // The types leave the timestamp to the client.
    const query = { symbol: 'BTCUSDT', orderId: 28, timestamp: 1668481559918 } as { symbol: string; orderId: number }
    await binance.raw.DELETE('/api/v3/order', { params: { query } })
    expect(sent).toMatchObject([{ method: 'DELETE', path: vector.path, query: vector.sent.query, body: '' }])
  })
})
